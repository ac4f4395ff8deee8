import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FLORIST_TOKEN, OPERATOR_TOKEN } from './support/app.ts';
import { anOrder, eventually, type Placed, paidWith } from './support/client.ts';
import { World } from './support/world.ts';

const FLORIST_PHONE = '+821055556666';

/** A customer whose messages no other test looks at. */
let customers = 0;
function aCustomer() {
  const digits = String(2_0000_001 + customers++).padStart(8, '0');
  return { phone: `+8210${digits}`, order: anOrder({ customer: { name: '이지은', phone: `010${digits}` } }) };
}

describe('the requirements, from a cold start, over HTTP, with the outside systems as processes of their own', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ KKOTGIL_FLORIST_PHONE: '010-5555-6666' });
  }, 60_000);
  afterAll(() => world?.stop(), 30_000);

  it('R1: the customer chooses from the menu and orders', async () => {
    const menu = await world.client.get('/api/menu');
    expect(menu.body.items.length).toBeGreaterThanOrEqual(8);
    const roses = menu.body.items.find(({ menuItemId }: { menuItemId: string }) => menuItemId === 'rose-bouquet');
    const answer = await world.client.place(anOrder({ confirmedTotal: 2 * roses.price }));
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/api/orders/${answer.body.orderId}`);
    expect(answer.body).toMatchObject({ status: 'AwaitingPayment', total: 2 * roses.price, currency: 'KRW' });
    const seen = await world.client.request('GET', `/api/orders/${answer.body.orderId}?after=${answer.body.position}`, {
      token: answer.body.trackingToken,
    });
    expect(seen.body).toMatchObject({ items: [{ menuItemId: 'rose-bouquet', quantity: 2, unitPrice: roses.price }] });
  });

  it('R2: a placed order is paid through the payment system, once, for what it costs', async () => {
    const { orderId, total } = await world.client.placed();
    const order = await world.client.untilOrder(orderId, 'is paid', ({ payment }) => payment?.status === 'Paid');
    expect(order.timeline.map(({ status }: { status: string }) => status).slice(0, 1)).toEqual(['AwaitingPayment']);
    expect(await world.charges(orderId)).toMatchObject([{ amount: total, refunded: 0 }]);
  });

  it('R2: a declined payment ends the order', async () => {
    const { orderId } = await world.client.placed(paidWith('sim_declined'));
    const order = await world.client.untilStatus(orderId, 'PaymentFailed');
    expect(order).toMatchObject({ payment: { status: 'Failed' }, delivery: { status: 'None' } });
    expect(await world.charges(orderId)).toEqual([]);
  });

  it('R3: a paid order is handed to the florist', async () => {
    const { orderId } = await world.orderUpTo('paid');
    const board = await world.client.get('/api/deliveries?status=Requested&limit=100', FLORIST_TOKEN);
    const item = board.body.items.find((each: { orderId: string }) => each.orderId === orderId);
    expect(item).toMatchObject({ status: 'Requested', customer: { name: '이지은' }, recipient: { name: '김민수' } });
    await world.message(FLORIST_PHONE, /./);
  });

  it('R4: the florist confirms the order, makes the flowers and brings them', async () => {
    const { orderId } = await world.orderUpTo('paid');
    for (const [step, delivery, status] of [
      ['accept', 'Accepted', 'Preparing'],
      ['start', 'Started', 'OutForDelivery'],
      ['complete', 'Completed', 'Delivered'],
    ] as const) {
      const answer = await world.client.deliver(orderId, step);
      expect([answer.status, answer.body.status]).toEqual([200, delivery]);
      expect((await world.client.deliver(orderId, step)).status).toBe(200);
      const seen = await world.client.get(`/api/orders/${orderId}?after=${answer.body.position}`, FLORIST_TOKEN);
      expect(seen.body).toMatchObject({ status, delivery: { status: delivery } });
    }
  });

  it('R4: a delivery that failed is tried again, or comes back and is refunded', async () => {
    const { orderId, total } = await world.orderUpTo('started');
    await world.client.deliver(orderId, 'fail', { reason: '부재중' });
    await world.client.untilStatus(orderId, 'DeliveryFailed');
    await world.client.deliver(orderId, 'start');
    await world.client.untilStatus(orderId, 'OutForDelivery');
    await world.client.deliver(orderId, 'fail', { reason: '부재중' });
    await world.client.deliver(orderId, 'return');
    const order = await world.client.untilOrder(orderId, 'is refunded', ({ payment }) => payment.status === 'Refunded');
    expect(order).toMatchObject({ status: 'Cancelled', cancellation: { status: 'Done', by: 'florist' } });
    expect(await world.charges(orderId)).toMatchObject([{ amount: total, refunded: total }]);
  });

  it('R5, R6: the customer cancels; the delivery is cancelled and the money goes back', async () => {
    const { orderId, trackingToken, total } = await world.orderUpTo('accepted');
    const answer = await world.client.cancel(orderId, trackingToken, { reason: '날짜를 잘못 골랐어요' });
    expect([answer.status, answer.body.status]).toEqual([202, 'Cancelling']);
    const order = await world.client.untilOrder(orderId, 'is refunded', ({ payment }) => payment.status === 'Refunded');
    expect(order).toMatchObject({
      status: 'Cancelled',
      delivery: { status: 'Cancelled' },
      cancellation: { status: 'Done', by: 'customer', reason: '날짜를 잘못 골랐어요' },
    });
    expect(await world.charges(orderId)).toMatchObject([{ amount: total, refunded: total }]);
    expect((await world.client.cancel(orderId, trackingToken)).body).toMatchObject({ status: 'Cancelled' });
    expect((await world.client.deliver(orderId, 'start')).status).toBe(409);
  });

  it('R6: what the florist refuses is cancelled and refunded', async () => {
    const { orderId } = await world.orderUpTo('paid');
    expect((await world.client.deliver(orderId, 'reject', { reason: '장미가 떨어졌어요' })).status).toBe(200);
    const order = await world.client.untilOrder(orderId, 'is refunded', ({ payment }) => payment.status === 'Refunded');
    expect(order).toMatchObject({ status: 'Cancelled', cancellation: { status: 'Done', by: 'florist' } });
  });

  it('R7, R8, R9: after the delivery a review is asked for by SMS, written, checked and answered', async () => {
    const { phone, order } = aCustomer();
    const placed: Placed = await world.orderUpTo('started', order);
    const { orderId, trackingToken } = placed;
    const review = (body: unknown) =>
      world.client.request('POST', `/api/orders/${orderId}/review`, { token: trackingToken, body });
    expect((await review({ rating: 5, text: '예뻐요' })).body.code).toBe('REVIEW_NOT_REQUESTED');
    await world.client.deliver(orderId, 'complete');
    await world.client.untilOrder(orderId, 'is asked for a review', (o) => o.review.status === 'Requested');
    const text = await world.message(phone, /\/o\/[\w-]+/);
    expect(text).toContain(`/o/${trackingToken}`);
    expect((await review({ rating: 5, text: '꽃이 정말 예뻐요!' })).status).toBe(201);
    expect((await review({ rating: 1, text: '다시' })).body.code).toBe('REVIEW_ALREADY_WRITTEN');
    const reviews = await world.client.get('/api/reviews?status=Written&limit=100', FLORIST_TOKEN);
    expect(reviews.body.items).toContainEqual(
      expect.objectContaining({ orderId, rating: 5, text: '꽃이 정말 예뻐요!' }),
    );
    const florist = { token: FLORIST_TOKEN };
    expect((await world.client.request('POST', `/api/reviews/${orderId}/check`, florist)).status).toBe(200);
    const reply = { ...florist, body: { text: '감사합니다' } };
    expect((await world.client.request('POST', `/api/reviews/${orderId}/reply`, reply)).status).toBe(200);
    const seen = await world.client.untilOrder(orderId, 'shows the answer', (o) => o.review.reply === '감사합니다');
    expect(seen.review).toEqual({ status: 'Checked', rating: 5, text: '꽃이 정말 예뻐요!', reply: '감사합니다' });
  });

  it('R10: the customer looks at the order at any time, and follows it live', async () => {
    const { orderId, trackingToken } = await world.client.placed();
    const abort = new AbortController();
    const stream = await fetch(`${world.app.url}/api/orders/${orderId}/stream`, {
      headers: { authorization: `Bearer ${trackingToken}` },
      signal: abort.signal,
    });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const seen: string[] = [];
    const following = (async () => {
      let text = '';
      for await (const chunk of stream.body as unknown as AsyncIterable<Uint8Array>) {
        text += Buffer.from(chunk).toString();
        for (const match of text.matchAll(/event: status\n(?:id: .*\n)?data: (.*)\n\n/g)) {
          const { status } = JSON.parse(match[1] as string) as { status: string };
          if (seen.at(-1) !== status) seen.push(status);
        }
        text = text.slice(text.lastIndexOf('\n\n') + 2);
        if (seen.at(-1) === 'OutForDelivery') return;
      }
    })();
    await world.client.untilOrder(orderId, 'is with the florist', ({ delivery }) => delivery?.status === 'Requested');
    await world.client.deliver(orderId, 'accept');
    await world.client.untilStatus(orderId, 'Preparing');
    await world.client.deliver(orderId, 'start');
    await following;
    abort.abort();
    expect(seen.slice(-2)).toEqual(['Preparing', 'OutForDelivery']);
    const stranger = await world.client.placed();
    expect((await world.client.order(orderId, stranger.trackingToken)).status).toBe(404);
    expect((await world.client.get(`/api/orders/${orderId}`)).status).toBe(401);
  });

  it('R11: at every change an SMS tells the customer, and nobody else is told a price', async () => {
    const { phone, order } = aCustomer();
    const { orderId } = await world.orderUpTo('completed', order);
    const sent = await world.client.untilOrder(
      orderId,
      'is asked for a review',
      (o) => o.review.status === 'Requested',
    );
    expect(sent.status).toBe('Delivered');
    await world.message(phone, /리뷰|후기/);
    // A message is with its reader a moment before it is on record as sent.
    const notices = await eventually('the last message is on record as sent', async () => {
      const answer = await world.client.get(`/api/notifications?orderId=${orderId}&limit=100`, FLORIST_TOKEN);
      const items = answer.status === 200 ? (answer.body.items as { template: string; status: string }[]) : [];
      const isSent = items.some(({ template, status }) => template === 'ReviewRequest' && status === 'Sent');
      return isSent ? { done: answer } : { not: JSON.stringify(answer.body) };
    });
    const byTemplate = notices.body.items
      .filter(({ template }: { template: string }) => !template.startsWith('Florist'))
      .map(({ template, status }: { template: string; status: string }) => [template, status]);
    expect(Object.fromEntries(byTemplate)).toEqual({
      OrderReceived: 'Sent',
      PaymentDone: 'Sent',
      BeingMade: 'Sent',
      OnItsWay: 'Sent',
      ReviewRequest: 'Sent',
    });
    expect(await world.messages(phone)).toHaveLength(5);
    expect(await world.messages('+821098765432')).toEqual([]);
    expect(notices.body.items.every(({ to }: { to: string }) => /^\D*\d{3}-?\*{3,4}-?\d{4}$/.test(to))).toBe(true);
  });

  it('R12: with the payment system down, orders are still taken, and are paid when it is back', async () => {
    await world.set('payment', 'down');
    const orders = await Promise.all([...Array(5)].map(() => world.client.placed()));
    const [first] = orders as [Placed];
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect((await world.client.order(first.orderId)).body.status).toBe('AwaitingPayment');
    await world.set('payment', 'up');
    for (const { orderId, total } of orders) {
      await world.client.untilOrder(orderId, 'is paid', ({ payment }) => payment.status === 'Paid', 30_000);
      expect(await world.charges(orderId)).toMatchObject([{ amount: total }]);
    }
  }, 60_000);

  it('the operator sees no order left behind', async () => {
    const processes = await world.client.get('/api/processes', OPERATOR_TOKEN);
    expect(processes.body.flatMap?.(({ parked }: { parked: unknown[] }) => parked) ?? []).toEqual([]);
  });
});
