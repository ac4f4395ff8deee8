import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FLORIST_TOKEN, pagesDeps, TestApi } from '../support/api.ts';
import { fieldsOf, type Page, Window } from '../support/window.ts';

const filled = {
  customerName: '이지은',
  customerPhone: '010-1234-5678',
  recipientName: '김민수',
  recipientPhone: '010-9876-5432',
  address: '서울시 강남구 테헤란로 123',
  cardMessage: '생일 <축하>해!',
  token: 'sim_ok',
};

let api: TestApi;
let window: Window;
beforeEach(async () => {
  api = await TestApi.start();
  window = new Window(api);
});
afterEach(() => api.stop());

/** Opens the form for roses, fills it in and sends it. */
async function send(
  over: Readonly<Record<string, string>> = {},
): Promise<{ page: Page; fields: Record<string, string> }> {
  const fields = { ...fieldsOf(await window.get('/order?item=rose-bouquet'), '/order'), ...filled, ...over };
  return { page: await window.post('/order', fields), fields };
}

const orders = async () => (await api.get('/api/orders', FLORIST_TOKEN)).body.items;

describe('the order form', () => {
  it('begins with one of what was chosen, and what that costs', async () => {
    const fields = fieldsOf(await window.get('/order?item=rose-bouquet'), '/order');

    expect(fields).toMatchObject({ 'qty.rose-bouquet': '1', 'qty.tulip-bouquet': '0', total: '45000' });
    expect(fieldsOf(await window.get('/order?item=<script>'), '/order')).toMatchObject({
      'qty.rose-bouquet': '0',
      total: '0',
    });
  });

  it('offers today as long as something can still come today', async () => {
    const firstDay = async () => /min="(2026-[\d-]+)"/.exec((await window.get('/order')).text)?.[1];

    expect(await firstDay()).toBe('2026-05-08');
    api.clock.set(11 * 3_600_000);
    expect(await firstDay()).toBe('2026-05-09');
  });

  it('leads to the page of the order that it has placed', async () => {
    const { page } = await send();

    expect(page.status).toBe(303);
    const shown = await window.get(String(page.headers.location));
    expect(shown.status).toBe(200);
    expect(shown.text).toContain('생일 &lt;축하&gt;해!');
    expect(await orders()).toMatchObject([{ total: 45_000, recipient: { name: '김민수', phone: '+821098765432' } }]);
  });

  it('places one order, however often it is sent', async () => {
    const { page, fields } = await send();
    const again = await window.post('/order', fields);
    const both = await Promise.all([window.post('/order', fields), window.post('/order', fields)]);

    for (const each of [again, ...both])
      expect([each.status, each.headers.location]).toEqual([303, page.headers.location]);
    expect(await orders()).toHaveLength(1);
  });

  it('says that its order exists when something else is sent in its name, and offers to place another one', async () => {
    const { page, fields } = await send();
    const changed = await window.post('/order', { ...fields, cardMessage: '다른 말' });

    expect(changed.status).toBe(422);
    expect(changed.text).toContain(String(page.headers.location));
    expect(fieldsOf(changed, '/order').key).not.toBe(fields.key);
    expect((await window.post('/order', fieldsOf(changed, '/order'))).status).toBe(303);
    expect(await orders()).toHaveLength(2);
  });

  it('keeps the order’s name over a change of price, language or token of the page', async () => {
    const { page, fields } = await send();
    const fresh = fieldsOf(await window.get('/order?item=rose-bouquet&lang=en'), '/order');
    const again = await window.post('/order', { ...fields, _csrf: String(fresh._csrf), total: '1' });

    expect([again.status, again.headers.location]).toEqual([303, page.headers.location]);
  });

  it('lets the customer be the recipient', async () => {
    await send({ self: 'yes', recipientName: '', recipientPhone: '' });

    expect(await orders()).toMatchObject([{ recipient: { name: '이지은', phone: '+821012345678' } }]);
  });

  it('takes several bouquets, and a day with its hours', async () => {
    const { page, fields } = await send({
      'qty.tulip-bouquet': '2',
      when: 'day',
      deliverOn: '2026-05-20',
      window: '13:00-16:00',
    });
    // Without a script nobody has counted yet.
    expect(page.status).toBe(200);
    expect(page.text).toContain('₩123,000');
    expect(await orders()).toHaveLength(0);

    const counted = fieldsOf(page, '/order');
    expect(counted).toMatchObject({ ...filled, key: fields.key, total: '123000', deliverOn: '2026-05-20' });
    expect((await window.post('/order', counted)).status).toBe(303);
    expect(await orders()).toMatchObject([{ total: 123_000, deliverOn: '2026-05-20', window: '13:00-16:00' }]);
  });

  it('counts anew when it is asked to', async () => {
    const { page } = await send({ 'qty.rose-bouquet': '3', do: 'recount' });

    expect(fieldsOf(page, '/order').total).toBe('135000');
    expect(await orders()).toHaveLength(0);
  });

  it('shows the old and the new total when a price has changed, and takes the new one', async () => {
    const opened = await window.get('/order?item=rose-bouquet');
    const change = { name: { ko: '장미', en: 'Roses' }, description: { ko: '장미', en: 'Roses' }, price: 50_000 };
    await api.send({
      method: 'PUT',
      url: '/api/menu/rose-bouquet',
      headers: { authorization: `Bearer ${FLORIST_TOKEN}` },
      payload: change,
    });
    const page = await window.post('/order', { ...fieldsOf(opened, '/order'), ...filled });

    expect(page.status).toBe(409);
    expect(page.text).toMatch(/<s>₩45,000<\/s>[\s\S]*₩50,000/);
    expect(await orders()).toHaveLength(0);
    expect((await window.post('/order', fieldsOf(page, '/order'))).status).toBe(303);
    expect(await orders()).toMatchObject([{ total: 50_000 }]);
  });

  it('says at each field what is wrong with it, sums it up with links, and keeps what was typed', async () => {
    const typed = {
      customerName: ' ',
      customerPhone: '010-123',
      address: '',
      note: 'ㄱ'.repeat(201),
      recipientName: '',
      token: '',
    };
    const { page, fields } = await send(typed);

    expect(page.status).toBe(400);
    for (const name of ['customerName', 'customerPhone', 'recipientName', 'address', 'note', 'token']) {
      expect(page.text).toContain(`<a href="#${name}">`);
      expect(page.text).toContain(`id="${name}-error"`);
      expect(page.text).toMatch(new RegExp(`id="${name}"`));
    }
    expect(page.text).toContain('6곳을 다시 봐 주세요');
    expect(fieldsOf(page, '/order')).toMatchObject({ key: fields.key, customerPhone: '010-123', note: typed.note });
    expect(await orders()).toHaveLength(0);
  });

  it.each([
    [{ 'qty.rose-bouquet': '0', seen: '' }, 'items'],
    [{ 'qty.rose-bouquet': '100', seen: 'rose-bouquet:100' }, 'items'],
    [{ 'qty.rose-bouquet': '1.5', seen: 'rose-bouquet:1.5' }, 'items'],
    [{ 'qty.nothing': '1', seen: 'nothing:1,rose-bouquet:1' }, 'items'],
    [{ when: 'day', deliverOn: '2026-05-20', window: '' }, 'window'],
    [{ when: 'day', deliverOn: '', window: '13:00-16:00' }, 'deliverOn'],
    [{ when: 'day', deliverOn: '2028-01-01', window: '13:00-16:00' }, 'deliverOn'],
    [{ when: 'day', deliverOn: '2026-05-08', window: '00:00-00:30' }, 'window'],
  ])('points at what is wrong with %j', async (over, field) => {
    const { page } = await send(over as unknown as Record<string, string>);

    expect(page.status).toBe(400);
    expect(page.text).toContain(`<a href="#${field}">`);
  });

  it('tells of what is sold out, at the flowers', async () => {
    const opened = await window.get('/order?item=rose-bouquet');
    await api.send({
      method: 'PATCH',
      url: '/api/menu/rose-bouquet',
      headers: { authorization: `Bearer ${FLORIST_TOKEN}` },
      payload: { soldOut: true },
    });
    const page = await window.post('/order', { ...fieldsOf(opened, '/order'), ...filled });

    expect(page.status).toBe(409);
    expect(page.text).toContain('장미 꽃다발은 오늘 다 나갔어요');
  });

  it('offers the simulator’s tokens in development only', async () => {
    expect((await window.get('/order')).text).toContain('sim_declined');

    const real = await TestApi.start({
      pages: pagesDeps({ simulated: false }),
    });
    const form = await new Window(real).get('/order');
    expect(form.text).not.toContain('sim_');
    expect(fieldsOf(form, '/order').token).toBe('');
    expect((await new Window(real).get('/design')).status).toBe(404);
    await real.stop();
  });
});

describe('a form of another site', () => {
  it('is shown again instead of taken: without a token, with a stale one, with another browser’s', async () => {
    const { _csrf: mine, ...rest }: Record<string, string> = {
      ...fieldsOf(await window.get('/order?item=rose-bouquet'), '/order'),
      ...filled,
    };
    const others = fieldsOf(await new Window(api).get('/order'), '/order')._csrf;
    const stranger = new Window(api);

    for (const [who, fields, headers] of [
      [window, rest, {}],
      [window, { ...rest, _csrf: `${mine}x` }, {}],
      [window, { ...rest, _csrf: String(others) }, {}],
      [window, { ...rest, _csrf: '.' }, {}],
      [stranger, { ...rest, _csrf: String(mine) }, {}],
      [window, { ...rest, _csrf: String(mine) }, { 'sec-fetch-site': 'cross-site' }],
    ] as const) {
      const page = await who.post('/order', fields, headers);
      expect(page.status).toBe(403);
      // Whoever meant it has lost nothing.
      expect(fieldsOf(page, '/order')).toMatchObject({ ...filled, key: rest.key });
    }
    expect(await orders()).toHaveLength(0);
    expect((await window.post('/order', { ...rest, _csrf: String(mine) })).status).toBe(303);
  });

  it('is not taken by JSON, and by no other type', async () => {
    const cookie = window.cookiesFor('/order');
    const answer = await api.app.inject({
      method: 'POST',
      url: '/order',
      headers: { cookie, 'content-type': 'text/plain' },
      payload: 'qty.rose-bouquet=1',
    });

    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(await orders()).toHaveLength(0);
  });
});
