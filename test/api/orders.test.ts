import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toPositionToken } from '../../src/platform/eventstore/position-token.ts';
import { streamOf } from '../../src/stored-events/streams.ts';
import { idOf } from '../support/history.ts';
import { FLORIST_TOKEN, OPERATOR_TOKEN, TestApi } from './support/api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api.stop());

describe('a customer asks how the order stands (R10)', () => {
  it('and sees it whole', async () => {
    const { orderId, trackingToken, position } = await api.placed();

    const { status, body } = await api.get(`/api/orders/${orderId}?after=${position}`, trackingToken);

    expect(status).toBe(200);
    expect(body).toMatchObject({ orderId, status: 'AwaitingPayment', total: 90_000, payment: { status: 'Pending' } });
  });

  it('and is spared what they know already, until it changes', async () => {
    const { orderId, trackingToken } = await api.placed();
    const url = `/api/orders/${orderId}`;
    const etag = String((await api.get(url, trackingToken)).headers.etag);

    expect(etag).toMatch(/^"[\w-]+"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await api.get(url, trackingToken, { 'if-none-match': known });
      expect([answer.status, answer.body, answer.headers.etag]).toEqual([304, null, etag]);
    }
    await api.history.happened(orderId, 'OrderPaid', { paymentId: 'pay-1', amount: 90_000 });
    expect(await api.get(url, trackingToken, { 'if-none-match': etag })).toMatchObject({
      status: 200,
      body: { status: 'Paid' },
    });
  });

  it('but not at a position that the view does not reach: 503, come again', async () => {
    const { orderId, trackingToken, position } = await api.placed();
    api.queries.behind = true;

    const asked = api.get(`/api/orders/${orderId}?after=${position}`, trackingToken);
    await api.afterWaiting(2_000);

    const { status, headers, body } = await asked;
    expect([status, body.code, headers['retry-after']]).toEqual([503, 'VIEW_BEHIND', '1']);
  });

  it.each(['nonsense', 'b3RoZXIvMDAwMQ', ''])('nor at %j, which is no position of this log: 400', async (after) => {
    const { orderId, trackingToken } = await api.placed();

    const { status, body } = await api.get(`/api/orders/${orderId}?after=${after}`, trackingToken);

    expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'INVALID_REQUEST', '/after']);
  });

  it.each(['not-an-id', idOf('nobody placed it'), idOf('x').toUpperCase(), '%00', '..%2f..', 'a'.repeat(99)])(
    'while an order %s does not exist',
    async (orderId) => {
      expect(await api.get(`/api/orders/${orderId}`, OPERATOR_TOKEN)).toMatchObject({
        status: 404,
        body: { code: 'ORDER_NOT_FOUND' },
      });
    },
  );
});

describe('lists', () => {
  it('come in pages', async () => {
    for (let made = 0; made < 3; made++) await api.placed();

    const first = await api.get('/api/orders?limit=2', FLORIST_TOKEN);
    const second = await api.get(`/api/orders?limit=2&cursor=${first.body.nextCursor}`, FLORIST_TOKEN);

    expect([first.body.items.length, second.body.items.length, second.body.nextCursor]).toEqual([2, 1, null]);
  });

  it.each([
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
    ['limit=1e1', '/limit'],
    ['limit=', '/limit'],
    ['limit=1&limit=2', '/limit'],
    ['status=Lost', '/status'],
    ['cursor=nonsense', '/cursor'],
    ['cursor=', '/cursor'],
    ['after=%00', '/after'],
    ['page=2', ''],
    ['__proto__=1', ''],
  ])('refuse ?%s', async (query, pointer) => {
    const { status, body } = await api.get(`/api/orders?${query}`, FLORIST_TOKEN);

    expect([status, body.errors[0].pointer]).toEqual([400, pointer]);
  });
});

describe('a customer cancels (R5, R6)', () => {
  it('with or without a reason: 202, and the order is being cancelled', async () => {
    const { orderId, trackingToken } = await api.placed();

    const answer = await api.post(`/api/orders/${orderId}/cancel`, trackingToken, { reason: '날짜가 바뀌었어요' });

    expect(answer).toMatchObject({
      status: 202,
      body: { orderId, status: 'Cancelling', position: expect.any(String) },
    });
    expect(await api.eventsOf(streamOf('order', orderId))).toContain('OrderCancellationRequested');
    expect(await api.eventsOf(streamOf('delivery', orderId))).toEqual(['DeliveryCancelled']);
    expect((await api.post(`/api/orders/${orderId}/cancel`, trackingToken)).status).toBe(202);
  });

  it('once the delivery has started: 409', async () => {
    const { orderId, trackingToken } = await api.requested();
    await api.history.happened(orderId, 'DeliveryAccepted', {});
    const started = await api.history.happened(orderId, 'DeliveryStarted', {});

    const answer = await api.post(`/api/orders/${orderId}/cancel`, trackingToken);

    // With the position of what it was decided on, so that a query can show that.
    const position = toPositionToken(api.log.logId, started.position);
    expect(answer).toMatchObject({ status: 409, body: { code: 'DELIVERY_ALREADY_STARTED', position } });
  });

  it('after a payment that failed: 409', async () => {
    const { orderId, trackingToken } = await api.placed();
    await api.history.happened(orderId, 'OrderPaymentFailed', { code: 'DECLINED' });

    const answer = await api.post(`/api/orders/${orderId}/cancel`, trackingToken);

    expect(answer).toMatchObject({ status: 409, body: { code: 'ORDER_NOT_CANCELLABLE' } });
  });

  it('or the florist does, in their own name', async () => {
    const { orderId } = await api.requested();
    await api.post(`/api/orders/${orderId}/cancel`, FLORIST_TOKEN, { reason: '꽃이 없어요' });

    const events = await api.log.readStream(streamOf('order', orderId));

    expect(events.at(-1)).toMatchObject({ data: { by: 'florist' }, metadata: { actor: 'florist' } });
  });

  it('without a reason, when the one they give shows nothing', async () => {
    const { orderId, trackingToken } = await api.placed();
    await api.post(`/api/orders/${orderId}/cancel`, trackingToken, { reason: '\u200b\u2800' });

    const events = await api.log.readStream(streamOf('order', orderId));

    expect(events.at(-1)).toMatchObject({ data: { by: 'customer', reason: null } });
  });

  it.each([{ reason: '가'.repeat(201) }, { reason: 5 }, { why: 'x' }, [], null, 'x'])(
    'not with %j: 400',
    async (body) => {
      const { orderId, trackingToken } = await api.placed();
      const headers = { authorization: `Bearer ${trackingToken}`, 'content-type': 'application/json' };

      const answer = await api.send({
        method: 'POST',
        url: `/api/orders/${orderId}/cancel`,
        headers,
        payload: JSON.stringify(body),
      });

      expect(answer.status).toBe(400);
    },
  );
});

describe('a customer writes a review (R8)', () => {
  it('once it was asked for: 201', async () => {
    const { orderId, trackingToken } = await api.placed();
    const url = `/api/orders/${orderId}/review`;
    const review = { rating: 5, text: '정말 예뻐요' };

    expect((await api.post(url, trackingToken, review)).body.code).toBe('REVIEW_NOT_REQUESTED');
    await api.history.happened(orderId, 'ReviewRequested', {});
    expect(await api.post(url, trackingToken, review)).toMatchObject({ status: 201, body: { status: 'Written' } });
    expect((await api.post(url, trackingToken, review)).body.code).toBe('REVIEW_ALREADY_WRITTEN');
  });

  it.each([
    [{ rating: 0, text: '음' }, '/rating'],
    [{ rating: 6, text: '음' }, '/rating'],
    [{ rating: 4.5, text: '음' }, '/rating'],
    [{ rating: '5', text: '음' }, '/rating'],
    [{ rating: 5, text: '' }, '/text'],
    [{ rating: 5, text: '가'.repeat(2_001) }, '/text'],
  ])('not as %j', async (review, pointer) => {
    const { orderId, trackingToken } = await api.placed();

    const { status, body } = await api.post(`/api/orders/${orderId}/review`, trackingToken, review);

    expect([status, body.errors[0].pointer]).toEqual([400, pointer]);
  });
});

describe('an operator settles money by hand', () => {
  const amount = 90_000;
  const charges = [{ paymentId: 'pay-1', amount: 50_000, refunded: 0, currency: 'KRW' }];
  const dispute = { amount, charged: 50_000, refunded: 0, charges, refusal: null };
  const attempted = { amount, attempt: 1, key: 'k' };
  const refunding = { ...attempted, paymentId: 'pay-1' };
  const settle = (orderId: string, reference = 'bank 42') =>
    api.post(`/api/orders/${orderId}/refund/settle`, OPERATOR_TOKEN, { reference });
  const accept = (orderId: string, reference = 'agreed by phone') =>
    api.post(`/api/orders/${orderId}/payment/accept`, OPERATOR_TOKEN, { reference });

  it('when the gateway refused the refund for good, and once only', async () => {
    const { orderId } = await api.placed();
    expect((await settle(orderId)).status).toBe(409);
    await api.history.happened(orderId, 'PaymentAttempted', attempted);
    await api.history.happened(orderId, 'PaymentApproved', { amount, paymentId: 'pay-1' });
    expect((await settle(orderId)).status).toBe(409);
    await api.history.happened(orderId, 'OrderCancelled', { by: 'customer', reason: null });
    await api.history.happened(orderId, 'RefundAttempted', refunding);
    await api.history.happened(orderId, 'RefundFailed', { amount, paymentId: 'pay-1', code: 'REFUND_REFUSED' });

    expect(await settle(orderId)).toMatchObject({ status: 200, body: { orderId, status: 'Refunded' } });
    expect((await settle(orderId)).status).toBe(200);
    expect(await settle(orderId, 'bank 43')).toMatchObject({ status: 409, body: { code: 'REFUND_NOT_FAILED' } });
  });

  it('of a cancelled order while the refund is open', async () => {
    const { orderId } = await api.placed();
    await api.history.happened(orderId, 'PaymentAttempted', attempted);
    await api.history.happened(orderId, 'PaymentApproved', { amount, paymentId: 'pay-1' });
    await api.history.happened(orderId, 'OrderCancelled', { by: 'customer', reason: null });
    await api.history.happened(orderId, 'RefundAttempted', refunding);
    expect(await settle(orderId)).toMatchObject({ status: 200, body: { status: 'Refunded' } });
  });

  it.each([
    ['never answered', [['PaymentAttempted', attempted]], 0],
    [
      'gave no clear answer',
      [
        ['PaymentAttempted', attempted],
        ['PaymentUnresolved', { amount, attempt: 1, cause: 'no answer' }],
      ],
      0,
    ],
    [
      'has the money and can not be asked for it',
      [
        ['PaymentAttempted', attempted],
        ['PaymentApproved', { amount, paymentId: 'pay-1' }],
      ],
      amount,
    ],
  ] as const)('of a cancelled order whose payment system %s', async (_what, events, settled) => {
    const { orderId } = await api.placed();
    for (const [type, data] of events) await api.history.happened(orderId, type, data as never);
    expect(await settle(orderId)).toMatchObject({ status: 409, body: { code: 'REFUND_NOT_FAILED' } });
    await api.history.happened(orderId, 'OrderCancelled', { by: 'customer', reason: null });
    expect(await settle(orderId)).toMatchObject({ status: 200, body: { orderId, status: 'Refunded' } });
    expect((await settle(orderId)).status).toBe(200);
    expect((await settle(orderId, 'bank 43')).status).toBe(409);
    const last = (await api.history.log.readStream(`payment-${orderId}`)).at(-1);
    expect(last?.data).toEqual({ amount: settled, reference: 'bank 42' });
  });

  it('of an order on its way that was charged twice, when what is too much does not go back', async () => {
    const { orderId } = await api.placed();
    const twice = [
      { paymentId: 'pay-1', amount, refunded: 0, currency: 'KRW' },
      { paymentId: 'pay-2', amount, refunded: 0, currency: 'KRW' },
    ];
    await api.history.happened(orderId, 'PaymentAttempted', attempted);
    await api.history.happened(orderId, 'PaymentDisputed', { ...dispute, charged: 2 * amount, charges: twice });
    await api.history.happened(orderId, 'RefundAttempted', { ...refunding, paymentId: 'pay-2' });
    await api.history.happened(orderId, 'DeliveryRequested', { deliverOn: null, window: null });
    await api.history.happened(orderId, 'DeliveryAccepted', {});
    await api.history.happened(orderId, 'DeliveryStarted', {});
    expect((await settle(orderId)).status).toBe(409);
    expect(await accept(orderId)).toMatchObject({ status: 200, body: { orderId, status: 'Paid' } });
  });

  it('of a disputed charge: accepted while the order goes on, returned once it is cancelled', async () => {
    const { orderId } = await api.placed();
    expect(await accept(orderId)).toMatchObject({ status: 409, body: { code: 'PAYMENT_NOT_DISPUTED' } });
    await api.history.happened(orderId, 'PaymentAttempted', attempted);
    await api.history.happened(orderId, 'PaymentDisputed', dispute);
    expect((await settle(orderId)).status).toBe(409);
    expect(await accept(orderId)).toMatchObject({ status: 200, body: { orderId, status: 'Paid' } });
    expect((await accept(orderId)).status).toBe(200);
    expect((await accept(orderId, 'another reason')).status).toBe(409);

    const other = await api.placed();
    await api.history.happened(other.orderId, 'PaymentAttempted', attempted);
    await api.history.happened(other.orderId, 'PaymentDisputed', dispute);
    await api.history.happened(other.orderId, 'OrderCancellationRequested', { by: 'customer', reason: null });
    expect(await accept(other.orderId)).toMatchObject({ status: 409, body: { code: 'CANCELLATION_OPEN' } });
    await api.history.happened(other.orderId, 'OrderCancelled', { by: 'customer', reason: null });
    expect(await accept(other.orderId)).toMatchObject({ status: 409, body: { code: 'ORDER_CANCELLED' } });
    expect(await settle(other.orderId)).toMatchObject({ status: 200, body: { status: 'Refunded' } });
    expect((await api.history.log.readStream(`payment-${other.orderId}`)).at(-1)?.data).toEqual({
      amount: 50_000,
      reference: 'bank 42',
    });
  });

  it.each(['payment/accept', 'refund/settle'])(
    '%s: only of an order that exists, and with a reference',
    async (path) => {
      const { orderId } = await api.placed();
      const nobodys = '7e57ab1e-0000-4000-8000-00000000dead';
      expect((await api.post(`/api/orders/${nobodys}/${path}`, OPERATOR_TOKEN, { reference: 'x' })).status).toBe(404);
      expect((await api.post(`/api/orders/${orderId}/${path}`, OPERATOR_TOKEN, { reference: ' ' })).status).toBe(400);
      expect((await api.post(`/api/orders/${orderId}/${path}`, OPERATOR_TOKEN, {})).status).toBe(400);
    },
  );
});
