import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Placed, TestApi } from '../../../support/api.ts';
import { signedIn } from '../../../support/staff.ts';
import { fieldsOf, Window } from '../../../support/window.ts';

let api: TestApi;
let window: Window;
let placed: Placed;
beforeEach(async () => {
  api = await TestApi.start();
  window = await signedIn(api, 'mina', 'florist');
  placed = await api.requested();
});
afterEach(() => api.stop());

const page = () => `/shop/orders/${placed.orderId}`;
const statusOf = async () => (await api.queries.delivery(placed.orderId))?.status;

/** Sends one of the forms of the order's page as it stands, with a reason where it asks for one. */
async function press(step: string, reason?: string) {
  const form = fieldsOf(await window.get(page()), `${page()}/${step}`);
  return window.post(`${page()}/${step}`, { ...form, ...(reason !== undefined && { reason }) });
}

describe('the search for orders', () => {
  const look = async (q: string, cursor?: string) => {
    const form = fieldsOf(await window.get('/shop/orders'), '/shop/orders');
    return window.post('/shop/orders', { ...form, q, ...(cursor !== undefined && { cursor }) });
  };

  it('shows the newest orders first, and looks for what is typed', async () => {
    expect((await window.get('/shop/orders')).text).toContain(page());
    for (const typed of [
      '이지은',
      '지은',
      '김민수',
      '5678',
      '010-9876-5432',
      placed.orderId,
      placed.orderId.slice(-8),
    ]) {
      expect([typed, (await look(typed)).text.includes(page())]).toEqual([typed, true]);
    }
    const { status, text } = await look('박서준');
    expect([status, text.includes(page()), text.includes('찾는 주문이 없어요')]).toEqual([200, false, true]);
  });

  it('leads a customer’s link to its order', async () => {
    const { status, headers } = await look(`https://kkotgil.example/o/${placed.trackingToken}`);
    expect([status, headers.location]).toEqual([303, page()]);
    expect((await look(`https://kkotgil.example/o/${placed.trackingToken.slice(1)}`)).status).toBe(200);
  });

  it('lets nothing of what is typed into an address or the log', async () => {
    await look('이지은 01012345678');
    const lines = api.lines.join('\n');
    expect(lines).not.toContain('이지은');
    expect(lines).not.toContain('01012345678');
    expect(lines).toContain('"route":"/shop/orders"');
    // Asked for by address, a name is not looked for at all.
    expect((await window.get(`/shop/orders?q=${encodeURIComponent('이지은')}`)).text).toContain('최근 주문');
  });

  it('shows what strangers wrote as text, and takes any cursor for the beginning', async () => {
    const typed = '"><script>alert(1)</script>';
    const { text } = await look(typed);
    expect(text).not.toContain('<script>alert');
    expect((await look('이지은', '0.AAAA')).text).toContain(page());
    expect((await window.get('/shop/orders?cursor=AAAA')).status).toBe(200);
  });

  it('asks for the page’s token', async () => {
    expect((await window.post('/shop/orders', { q: '이지은' })).status).toBe(403);
  });
});

describe('the page of an order at the counter', () => {
  it('shows all of it, and what can be done now', async () => {
    const { status, headers, text } = await window.get(page());
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    for (const fact of [
      '이지은',
      '010-1234-5678',
      '김민수',
      '서울시 강남구 테헤란로 123',
      '공동현관 1234',
      '생일 축하해!',
      '₩90,000',
    ]) {
      expect([fact, text.includes(fact)]).toEqual([fact, true]);
    }
    expect(text).toContain('href="tel:+821012345678"');
    expect(text).toMatch(/까지 답하지 않으면 저절로 거절돼요/);
    expect(text).toContain(`action="${page()}/accept"`);
    expect(text).not.toContain(`action="${page()}/start"`);
  });

  it('takes the order through all its steps, each once, in the name of who pressed', async () => {
    for (const [step, status, reason] of [
      ['accept', 'Accepted'],
      ['start', 'Started'],
      ['fail', 'Failed', '부재중'],
      ['start', 'Started'],
      ['complete', 'Completed'],
    ] as const) {
      expect([step, (await press(step, reason)).status]).toEqual([step, 303]);
      expect(await statusOf()).toBe(status);
    }
    const events = await api.log.readStream(`delivery-${placed.orderId}`);
    expect(events.at(-1)?.metadata.actor).toBe('florist:mina');
  });

  it('does a thing once, however often its form is sent', async () => {
    const form = fieldsOf(await window.get(page()), `${page()}/accept`);
    expect((await window.post(`${page()}/accept`, form)).status).toBe(303);
    await press('start');
    expect((await window.post(`${page()}/accept`, form)).status).toBe(303);
    expect(await statusOf()).toBe('Started');
  });

  it('wants a reason where the customer is told one', async () => {
    const { status, text } = await press('reject', '  ');
    expect(status).toBe(400);
    expect(text).toContain('이유를 적어 주세요.');
    expect((await press('reject', '가'.repeat(201))).status).toBe(400);
    expect(await statusOf()).toBe('Requested');

    expect((await press('reject', '장미가 없어요')).status).toBe(303);
    expect(await statusOf()).toBe('Rejected');
  });

  it('cancels in the name of the shop', async () => {
    await press('accept');
    expect((await press('cancel', '꽃이 상했어요')).status).toBe(303);
    const requested = (await api.log.readStream(`order-${placed.orderId}`)).find(
      ({ type }) => type === 'OrderCancellationRequested',
    );
    expect(requested?.data).toMatchObject({ by: 'florist', reason: '꽃이 상했어요' });
  });

  it('says so when somebody else was faster, and shows how it stands', async () => {
    const form = fieldsOf(await window.get(page()), `${page()}/reject`);
    await press('accept');
    const { status, text } = await window.post(`${page()}/reject`, { ...form, reason: '꽃이 없어요' });
    expect(status).toBe(409);
    expect(text).toContain('그사이 상태가 바뀌어서');
    expect(text).toContain(`action="${page()}/start"`);
  });

  it('asks for the page’s token, and says that it was old', async () => {
    const { status, text } = await window.post(`${page()}/accept`, { key: 'x'.repeat(20) });
    expect([status, text.includes('페이지가 오래되었어요')]).toEqual([403, true]);
    expect(await statusOf()).toBe('Requested');
  });

  it.each(['nothing', '00000000-0000-4000-8000-000000000000', '%2e%2e', '😀'])(
    'is not there for an order that is not: %s',
    async (id) => {
      for (const path of ['', '/worksheet', '/card']) {
        expect((await window.get(`/shop/orders/${encodeURIComponent(id)}${path}`)).status).toBe(404);
      }
    },
  );
});

describe('what goes on paper', () => {
  it('is a worksheet and a card, neither with a price', async () => {
    for (const path of ['worksheet', 'card']) {
      const { status, text } = await window.get(`${page()}/${path}`);
      expect([path, status, text.includes('생일 축하해!'), /₩|90,000|45,000/.test(text)]).toEqual([
        path,
        200,
        true,
        false,
      ]);
    }
  });

  it('is no card where none was written', async () => {
    const bare = await api.placed({
      cardMessage: undefined,
      cardFrom: undefined,
      customer: { name: '박', phone: '010-2222-3333' },
    });
    expect((await window.get(`/shop/orders/${bare.orderId}/card`)).text).toContain('이 주문에는 카드가 없어요');
  });
});

describe('the rounds of a day', () => {
  it('are those of today, with addresses, phones and notes', async () => {
    const { status, text } = await window.get('/shop/day');
    expect(status).toBe(200);
    for (const fact of ['서울시 강남구 테헤란로 123', 'href="tel:+821098765432"', '공동현관 1234', '아직 확인 전']) {
      expect([fact, text.includes(fact)]).toEqual([fact, true]);
    }
    expect((await window.get('/shop/day?day=2026-02-01')).text).toContain('이날 배송할 꽃이 없어요');
  });

  it.each(['2026-02-30', 'x', '', '2026-11-25&day=2026-11-26'])('tells of a day that is none: %p', async (day) => {
    expect((await window.get(`/shop/day?day=${day}`)).status).toBe(400);
  });
});

describe('who is not of the shop', () => {
  it('sees none of it', async () => {
    const stranger = new Window(api);
    for (const path of ['/shop/orders', page(), `${page()}/card`, `${page()}/worksheet`, '/shop/day']) {
      const { status, headers } = await stranger.get(path);
      expect([path, status, String(headers.location).startsWith('/shop/login')]).toEqual([path, 303, true]);
    }
    await stranger.post(`${page()}/accept`, {});
    expect(await statusOf()).toBe('Requested');
  });
});
