import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Placed, TestApi } from '../support/api.ts';
import { anOrder } from '../support/examples.ts';
import { fieldsOf, Window } from '../support/window.ts';

let api: TestApi;
let window: Window;
let placed: Placed;
beforeEach(async () => {
  api = await TestApi.start();
  window = new Window(api);
  placed = await api.requested();
});
afterEach(() => api.stop());

const page = () => `/o/${placed.trackingToken}`;
const statusOf = async () => (await api.get(`/api/orders/${placed.orderId}`, placed.trackingToken)).body.status;

describe('the page of an order', () => {
  it('shows how it stands, what comes next and by when', async () => {
    const { status, headers, text } = await window.get(page());

    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
    });
    expect(text).toContain('data-status="Paid"');
    expect(text).toMatch(/까지 꽃집이 주문을 확인해요/);
    expect(text).toContain('₩90,000');
  });

  it('is in the language of the order until somebody chooses another', async () => {
    const english = await api.placed({ locale: 'en', customer: { name: 'Ann', phone: '010-2222-3333' } });
    const address = `/o/${english.trackingToken}`;
    const other = new Window(api);

    expect((await other.get(address, { 'accept-language': 'ko' })).text).toContain('<html lang="en">');
    expect((await other.get(`${address}?lang=ko`)).text).toContain('<html lang="ko">');
    expect((await other.get(address)).text).toContain('<html lang="ko">');
  });

  it('sets a cookie that opens this order and no other, and is out of reach for scripts and other sites', async () => {
    const answer = await api.app.inject(page());
    const cookie = answer.cookies.find(({ name }) => name === 'kkotgil_order');

    expect(cookie).toMatchObject({
      path: `/api/orders/${placed.orderId}`,
      httpOnly: true,
      sameSite: 'Strict',
      secure: true,
    });
    const header = { cookie: `kkotgil_order=${cookie?.value}` };
    expect((await api.get(`/api/orders/${placed.orderId}`, undefined, header)).status).toBe(200);
    const other = await api.placed({ customer: { name: '박', phone: '010-2222-3333' } });
    expect((await api.get(`/api/orders/${other.orderId}`, undefined, header)).status).toBe(404);
    expect((await api.get('/api/orders', undefined, header)).status).toBe(403);
    expect((await api.get(`/api/orders/${placed.orderId}`, undefined, { cookie: 'kkotgil_order=AAAA' })).status).toBe(
      401,
    );
  });

  it('lets its cookie change something only together with the page’s token', async () => {
    const { text } = await window.get(page());
    const url = `/api/orders/${placed.orderId}/cancel`;
    const cookie = window.cookiesFor(url);
    const token = /name="csrf-token" content="([^"]+)"/.exec(text)?.[1] ?? '';

    for (const headers of [
      { cookie },
      { cookie, 'x-csrf-token': 'x.y' },
      { cookie, 'x-csrf-token': token, 'sec-fetch-site': 'cross-site' },
    ]) {
      expect(await api.post(url, undefined, {}, headers)).toMatchObject({
        status: 403,
        body: { code: 'CSRF_TOKEN_INVALID' },
      });
    }
    expect(await statusOf()).toBe('Paid');
    expect((await api.post(url, undefined, {}, { cookie, 'x-csrf-token': token })).status).toBe(202);
  });

  it('cancels once, and says what becomes of the money', async () => {
    const form = fieldsOf(await window.get(page()), `${page()}/cancel`);
    const fields = { ...form, reason: '마음이 바뀌었어요' };
    const cancelled = await window.post(`${page()}/cancel`, fields);

    expect([cancelled.status, cancelled.headers.location]).toEqual([303, page()]);
    expect((await window.post(`${page()}/cancel`, fields)).status).toBe(303);
    expect(await api.eventsOf(`order-${placed.orderId}`)).toEqual([
      'OrderPlaced',
      'OrderPaid',
      'OrderCancellationRequested',
    ]);
    const { text } = await window.get(page());
    expect(text).toContain('data-status="Cancelling"');
    expect(text).not.toContain(`${page()}/cancel`);
  });

  it('says why it is too late to cancel', async () => {
    const form = fieldsOf(await window.get(page()), `${page()}/cancel`);
    await api.history.happened(placed.orderId, 'DeliveryAccepted', {});
    await api.history.happened(placed.orderId, 'DeliveryStarted', {});
    const refused = await window.post(`${page()}/cancel`, form);

    expect(refused.status).toBe(409);
    expect(refused.text).toContain('배송이 시작되어 이제는 취소할 수 없어요.');
    expect(await statusOf()).toBe('OutForDelivery');
  });

  it.each([
    ['ko', '이유: 아무도 <안> 계셨어요'],
    ['en', 'Reason: 아무도 <안> 계셨어요'],
  ])('says why the flowers could not be handed over, as the message does (%s)', async (language, said) => {
    await api.history.happened(placed.orderId, 'DeliveryAccepted', {});
    await api.history.happened(placed.orderId, 'DeliveryStarted', {});
    await api.history.happened(placed.orderId, 'DeliveryFailed', { reason: '아무도 <안> 계셨어요' });

    expect((await window.get(`${page()}?lang=${language}`)).text).toContain(
      said.replace('<', '&lt;').replace('>', '&gt;'),
    );
    await api.history.happened(placed.orderId, 'DeliveryStarted', {});
    expect((await window.get(`${page()}?lang=${language}`)).text).not.toContain('계셨어요');
  });

  it('takes a review once, with stars and words', async () => {
    for (const type of [
      'DeliveryAccepted',
      'DeliveryStarted',
      'DeliveryCompleted',
      'OrderCompleted',
      'ReviewRequested',
    ] as const) {
      await api.history.happened(placed.orderId, type, {});
    }
    const form = fieldsOf(await window.get(page()), `${page()}/review`);
    const nothing = await window.post(`${page()}/review`, { ...form, text: ' ' });
    expect(nothing.status).toBe(400);
    expect(nothing.text).toMatch(/<a href="#rating">[\s\S]*<a href="#text">/);

    const written = { ...form, rating: '4', text: '예뻐요\r\n<b>정말</b>' };
    expect((await window.post(`${page()}/review`, written)).status).toBe(303);
    expect((await window.post(`${page()}/review`, written)).status).toBe(303);
    const { text } = await window.get(page());
    expect(text).toContain('5점 만점에 4점');
    expect(text).toContain('예뻐요\n&lt;b&gt;정말&lt;/b&gt;');
    const other = await window.post(`${page()}/review`, { ...written, key: 'another-key-of-a-form', text: '아니요' });
    expect(other.status).toBe(409);
    expect(other.text).toContain('리뷰는 이미 남겨 주셨어요.');
  });

  it('offers an order that failed once more, with everything filled in', async () => {
    const again = fieldsOf(await window.get(`${page()}/again`), '/order');

    expect(again).toMatchObject({
      'qty.rose-bouquet': '2',
      total: '90000',
      customerName: '이지은',
      customerPhone: '010-1234-5678',
      recipientName: '김민수',
      recipientPhone: '010-9876-5432',
      note: '공동현관 1234',
      cardMessage: '생일 축하해!',
      cardFrom: '지은',
    });
    expect(again.token).toBeUndefined();
    expect((await window.post('/order', { ...again, token: 'sim_ok' })).status).toBe(303);
  });

  it('is shown also when nobody has a cookie, and asks for the form again when its token is stale', async () => {
    const form = fieldsOf(await window.get(page()), `${page()}/cancel`);
    const refused = await new Window(api).post(`${page()}/cancel`, form);

    expect(refused.status).toBe(403);
    expect(refused.text).toContain('한 번 더 눌러 주세요');
    expect(await statusOf()).toBe('Paid');
  });

  it.each([
    ['a link that was not made here', () => '/o/AAAA', 401],
    ['a link with one sign changed', () => `${page().slice(0, -1)}${page().endsWith('A') ? 'Q' : 'A'}`, 401],
    ['the recipient’s token', () => `/o/${api.links.giftTokenFor(placed.orderId)}`, 401],
    ['a customer’s token for a gift', () => `/g/${placed.trackingToken}`, 401],
    ['an order that is not there', () => `/o/${api.links.tokenFor('00000000-0000-4000-8000-000000000000')}`, 404],
    ['a gift that is not there', () => `/g/${api.links.giftTokenFor('00000000-0000-4000-8000-000000000000')}`, 404],
    ['nothing at all', () => '/nothing', 404],
  ])('tells people kindly of %s', async (_what, address, status) => {
    const answer = await window.get(address());

    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    expect(String(answer.headers['content-security-policy'])).toContain("script-src 'self'");
    // Links to other languages must not repeat what may be a secret.
    expect(answer.text).not.toContain(address().slice(3));
  });

  it('is looked up nowhere when its link was not made here', async () => {
    const closed = new Proxy(api.queries, {
      get: () => () => Promise.reject(new Error('the store was asked')),
    });
    const blind = await TestApi.start({ queries: closed });

    expect((await new Window(blind).get('/o/AAAA')).status).toBe(401);
    expect((await new Window(blind).get('/g/AAAA')).status).toBe(401);
    expect((await new Window(blind).get(page())).status).toBe(500);
    await blind.stop();
  });

  it('keeps its secret out of the log', async () => {
    const form = fieldsOf(await window.get(page()), `${page()}/cancel`);
    await window.post(`${page()}/cancel`, form);
    await window.get(`${page()}/again`);
    await window.get(`${page()}x`);
    const gift = api.links.giftTokenFor(placed.orderId);
    await window.get(`/g/${gift}`);

    expect(api.lines.length).toBeGreaterThan(5);
    for (const line of api.lines) {
      expect(line).not.toContain(placed.trackingToken);
      expect(line).not.toContain(gift);
    }
  });
});

describe('the page for the recipient', () => {
  it('shows the card and how far it is, and no sum', async () => {
    const { status, headers, text } = await new Window(api).get(`/g/${api.links.giftTokenFor(placed.orderId)}`);

    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' });
    expect(text).toContain('생일 축하해!');
    expect(text).not.toMatch(/₩|90,?000|45,?000|1234|테헤란로|<form/);
    expect(text).not.toContain(placed.trackingToken);
  });

  it('opens nothing of the API', async () => {
    const gift = api.links.giftTokenFor(placed.orderId);

    expect((await api.get(`/api/orders/${placed.orderId}`, gift)).status).toBe(401);
    expect((await api.post(`/api/orders/${placed.orderId}/cancel`, gift)).status).toBe(401);
    expect(
      (await api.get(`/api/orders/${placed.orderId}`, undefined, { cookie: `kkotgil_order=${gift}` })).status,
    ).toBe(401);
  });
});

describe('the storefront', () => {
  it('shows what there is, what it costs, what is sold out, and when it can still come today', async () => {
    const { status, text, headers } = await window.get('/');

    expect(status).toBe(200);
    expect(text).toContain('장미 꽃다발');
    expect(text).toContain('₩45,000');
    expect(text).toContain('href="/order?item=tulip-bouquet"');
    expect(headers['set-cookie']).toBeUndefined();
    expect((await window.get('/', { 'accept-language': 'fr, en;q=0.8, ko;q=0.3' })).text).toContain('<html lang="en">');
  });

  it('has every header that keeps a browser in bounds', async () => {
    const { headers } = await window.get('/');

    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none';script-src 'self';style-src 'self';img-src 'self';connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  });

  it('serves its files under the hash of what is in them, for ever', async () => {
    const [address = ''] = /\/assets\/[^"]+tokens\.css/.exec((await window.get('/')).text) ?? [];
    const file = await window.get(address, { 'accept-encoding': 'br' });

    expect(file.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'br',
    });
    const before = await window.get(address.replace(/assets\/[^/]+/, 'assets/of-another-release'));
    expect([before.status, before.headers['cache-control']]).toEqual([200, 'public, max-age=0']);
    for (const outside of [
      '/assets/x/../../package.json',
      '/assets/x/%2e%2e/%2e%2e/package.json',
      '/assets/x/nothing.css',
      '/assets/x/',
    ]) {
      expect((await window.get(outside)).status).toBeGreaterThanOrEqual(400);
    }
  });

  it('takes an order of the API to its page as well', async () => {
    const { body } = await api.post(
      '/api/orders',
      undefined,
      anOrder({ customer: { name: '최', phone: '010-4444-5555' } }),
    );

    expect((await window.get(new URL(body.trackingUrl).pathname)).status).toBe(200);
  });
});
