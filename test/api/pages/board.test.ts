import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { TestApi } from '../support/api.ts';
import { scriptToken, signedIn } from '../support/staff.ts';
import { fieldsOf, type Page, type Window } from '../support/window.ts';

let api: TestApi;
let florist: Window;
beforeEach(async () => {
  api = await TestApi.start();
  florist = await signedIn(api, '지은', 'florist');
});
afterEach(() => api.stop());

const board = () => florist.get('/shop');
const formOf = (orderId: string) => `/shop/orders/${orderId}/steps`;

/** The order's card, and the column that it is in. */
function cardOf({ text }: Page, orderId: string) {
  const card = new RegExp(`<li class="board-card[^>]* data-card="${orderId}"[\\s\\S]*?</article>`).exec(text);
  if (card === null) return null;
  const column = [...text.slice(0, card.index).matchAll(/data-column="(\w+)"/g)].at(-1)?.[1];
  return { column, text: card[0] };
}

/** Presses a button of the card, as a browser without scripts does. */
async function press(page: Page, orderId: string, step: string, more: Record<string, string> = {}): Promise<Page> {
  const card = cardOf(page, orderId)?.text ?? '';
  const form = [...card.matchAll(/<form[\s\S]*?<\/form>/g)].find(([text]) =>
    text.includes(`name="step" value="${step}"`),
  );
  const text = form?.[0] ?? '';
  if (text === '') throw new Error(`the card has no ${step}`);
  return florist.post(formOf(orderId), { ...fieldsOf({ ...page, text }, formOf(orderId)), ...more });
}

async function pressed(orderId: string, step: string, more: Record<string, string> = {}): Promise<Page> {
  const answer = await press(await board(), orderId, step, more);
  expect(answer.status).toBe(303);
  expect(answer.headers.location).toMatch(/^\/shop\?after=/);
  return florist.get(String(answer.headers.location));
}

describe('the board without scripts', () => {
  it('is nothing to do, with no order', async () => {
    const { status, text } = await board();
    expect(status).toBe(200);
    expect(text).toMatch(/data-nothing>/);
    expect(text).not.toMatch(/<li class="board-card/);
  });

  it('leads an order through its columns by buttons, and names who pressed them', async () => {
    const { orderId } = await api.requested();
    expect(cardOf(await board(), orderId)?.column).toBe('new');
    expect(cardOf(await pressed(orderId, 'accept'), orderId)?.column).toBe('making');
    expect(cardOf(await pressed(orderId, 'start'), orderId)?.column).toBe('onTheWay');
    const failed = cardOf(await pressed(orderId, 'fail', { reason: '아무도 없었어요' }), orderId);
    expect(failed?.column).toBe('attention');
    expect(failed?.text).toContain('전하지 못했어요: 아무도 없었어요');
    expect(cardOf(await pressed(orderId, 'start'), orderId)?.column).toBe('onTheWay');
    expect(cardOf(await pressed(orderId, 'complete'), orderId)).toBeNull();
    const events = await api.log.readStream(`delivery-${orderId}`);
    expect(events.slice(1).map(({ metadata }) => metadata.actor)).toEqual(Array(5).fill('florist:지은'));
  });

  it('shows what has to be known of an order, and nothing of money', async () => {
    const { orderId } = await api.requested();
    const { text = '' } = cardOf(await board(), orderId) ?? {};
    expect(text).toContain(`#${orderId.slice(-8)}`);
    expect(text).toMatch(/flowers\/[\w-]+\.svg/);
    expect(text).toContain('김민수 님');
    expect(text).toContain('서울시 강남구');
    expect(text).not.toContain('테헤란로');
    expect(text).toContain('카드 있음');
    expect(text).toContain('12:00부터 기다려요');
    expect(text).toContain('13:00에 저절로 거절돼요');
    expect(text).toContain(`href="/shop/orders/${orderId}/worksheet"`);
    expect(text).toContain(`href="/shop/orders/${orderId}/card"`);
    expect(text).not.toMatch(/₩|90,000/);
  });

  it('takes a reason of the florist’s own, and wants one', async () => {
    const { orderId } = await api.requested();
    const without = await press(await board(), orderId, 'reject');
    expect(without.status).toBe(400);
    expect(without.text).toContain('이유를 200자까지 적어 주세요');
    expect(cardOf(without, orderId)?.column).toBe('new');
    expect((await press(await board(), orderId, 'reject', { reason: '가'.repeat(201) })).status).toBe(400);

    expect(cardOf(await pressed(orderId, 'reject', { reason: '꽃샘추위로 꽃이 없어요' }), orderId)).toBeNull();
    const events = await api.log.readStream(`delivery-${orderId}`);
    expect(events.at(-1)).toMatchObject({
      type: 'DeliveryRejected',
      data: { by: 'florist', reason: '꽃샘추위로 꽃이 없어요' },
    });
  });

  it('calls off what was confirmed, in the florist’s name', async () => {
    const { orderId } = await api.requested();
    await pressed(orderId, 'accept');
    expect(cardOf(await pressed(orderId, 'cancel', { reason: '꽃이 시들었어요' }), orderId)).toBeNull();
    const cancellation = { by: 'florist', reason: '꽃이 시들었어요' };
    expect((await api.log.readStream(`order-${orderId}`)).find(({ data }) => 'reason' in data)?.data).toEqual(
      cancellation,
    );
  });

  it('does a form once, however often it is sent', async () => {
    const { orderId } = await api.requested();
    const page = await board();
    await press(page, orderId, 'accept');
    await pressed(orderId, 'start');
    expect((await press(page, orderId, 'accept')).status).toBe(303);
    expect(await api.eventsOf(`delivery-${orderId}`)).toEqual([
      'DeliveryRequested',
      'DeliveryAccepted',
      'DeliveryStarted',
    ]);
  });

  it('says why something can’t be done, beside the board as it is', async () => {
    const { orderId } = await api.requested();
    const stale = await board();
    await pressed(orderId, 'accept');
    await pressed(orderId, 'start');
    const asked = jest.spyOn(api.queries, 'deliveries');
    const late = await press(stale, orderId, 'reject', { reason: '늦었어요' });
    expect(late.status).toBe(409);
    // No earlier than what it was refused for.
    const started = (await api.log.readStream(`delivery-${orderId}`)).at(-1)?.position;
    expect(new Set(asked.mock.calls.map(([, after]) => after))).toEqual(new Set([started]));
    expect(late.text).toContain('이미 출발했어요');
    expect(cardOf(late, orderId)?.column).toBe('onTheWay');
  });

  it.each([
    ['a step that there is none of', { step: 'toString' }, 400],
    ['no step', { step: '' }, 400],
    ['a wrong token', { _csrf: 'x' }, 403],
  ])('answers %s plainly', async (_what, wrong, status) => {
    const { orderId } = await api.requested();
    const answer = await press(await board(), orderId, 'accept', wrong);
    expect(answer.status).toBe(status);
    expect(await api.eventsOf(`delivery-${orderId}`)).toEqual(['DeliveryRequested']);
  });

  it.each(['nonsense', '0198f1f0-9d2c-7c5e-8a51-0f6f1d3c2b1a', '%00'])('has no order %s', async (id) => {
    const fields = { _csrf: scriptToken(await board()), key: 'k'.repeat(20), step: 'accept' };
    expect((await florist.post(`/shop/orders/${id}/steps`, fields)).status).toBe(404);
  });

  it('shows the board as it is when it is asked for up to a position that is none', async () => {
    await api.requested();
    for (const after of ['nonsense', 'b3RoZXIvMDAwMQ', '%00', '&after=x'])
      expect((await florist.get(`/shop?after=${after}`)).status).toBe(200);
  });

  it('speaks English too', async () => {
    const { orderId } = await api.requested();
    const card = cardOf(await florist.get('/shop?lang=en'), orderId)?.text ?? '';
    expect(card).toContain('Confirm');
    expect(card).not.toMatch(/[가-힣]{2,} [가-힣]+어요/);
  });
});

describe('what is late needs attention', () => {
  it('when its window has begun and it has not left, and when it has not arrived by its end', async () => {
    const { orderId } = await api.placed({ deliverOn: '2026-05-08', window: '13:00-16:00' });
    await api.history.happened(orderId, 'OrderPaid', { paymentId: 'pay-1', amount: 90_000 });
    await api.history.happened(orderId, 'DeliveryRequested', { deliverOn: '2026-05-08', window: '13:00-16:00' });
    await pressed(orderId, 'accept');
    expect(cardOf(await board(), orderId)).toMatchObject({
      column: 'making',
      text: expect.stringContaining('오늘 13:00–16:00'),
    });
    api.clock.set(61 * 60_000);
    expect(cardOf(await board(), orderId)).toMatchObject({
      column: 'attention',
      text: expect.stringContaining('떠날 때가 지났어요'),
    });
    expect(cardOf(await pressed(orderId, 'start'), orderId)?.column).toBe('onTheWay');
    api.clock.set(180 * 60_000);
    expect(cardOf(await board(), orderId)).toMatchObject({
      column: 'attention',
      text: expect.stringContaining('도착할 때가 지났어요'),
    });
  });

  it('but a second try has its own time', async () => {
    const { orderId } = await api.placed({ deliverOn: '2026-05-08', window: '13:00-16:00' });
    await api.history.happened(orderId, 'OrderPaid', { paymentId: 'pay-1', amount: 90_000 });
    await api.history.happened(orderId, 'DeliveryRequested', { deliverOn: '2026-05-08', window: '13:00-16:00' });
    await pressed(orderId, 'accept');
    await pressed(orderId, 'start');
    await pressed(orderId, 'fail', { reason: '부재중' });
    api.clock.set(5 * 3_600_000);
    expect(cardOf(await pressed(orderId, 'start'), orderId)?.column).toBe('onTheWay');
  });
});

describe('the board’s script', () => {
  it('calls the API by the session and the token of the page', async () => {
    const { orderId } = await api.requested();
    const token = scriptToken(await board());
    const headers = { 'x-csrf-token': token, 'content-type': 'application/json', 'idempotency-key': 'once' };
    const url = `/api/deliveries/${orderId}/accept`;
    const send = (more: Record<string, string>) =>
      api.app.inject({ method: 'POST', url, headers: { ...headers, ...more }, payload: '{}' });
    const cookie = florist.cookiesFor(url);
    expect((await send({ cookie })).statusCode).toBe(200);
    expect((await send({ cookie, 'x-csrf-token': 'x' })).statusCode).toBe(403);
    expect((await send({})).statusCode).toBe(401);
    expect((await send({ cookie })).statusCode).toBe(200);
    expect(await api.eventsOf(`delivery-${orderId}`)).toEqual(['DeliveryRequested', 'DeliveryAccepted']);
  });
});
