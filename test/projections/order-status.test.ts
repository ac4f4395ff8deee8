import { describe, expect, it } from '@jest/globals';
import type { EventType, KkotgilEvent } from '../../src/domain/index.ts';
import { type OrderStatusView, orderStatusView } from '../../src/projections/order-status.ts';
import { isSeenBy } from '../../src/projections/shop-view.ts';
import { FixedClock } from '../support/fixed-clock.ts';
import { aRoseOrder, History, idOf } from '../support/history.ts';

type Fact = { [T in EventType]: [T, Extract<KkotgilEvent, { type: T }>['data']] }[EventType];
const ORDER = idOf('order-1');
const amount = 90_000;

/** What is shown after these facts, a second apart. */
async function shownAfter(...facts: Fact[]): Promise<OrderStatusView | null> {
  const clock = new FixedClock('2026-11-23T03:00:00.000Z');
  const history = new History(clock);
  type Doc = Parameters<typeof orderStatusView.evolve>[0];
  let doc: Doc = null;
  for (const [type, data] of facts) {
    const event = await history.happened(ORDER, type, data as never);
    if (isSeenBy(orderStatusView, event)) doc = orderStatusView.evolve(doc, event);
    await clock.advance(1_000);
  }
  return doc?.shown ?? null;
}

const placed: Fact = ['OrderPlaced', aRoseOrder];
const paid: Fact[] = [
  ['PaymentAttempted', { amount, attempt: 1, key: 'k' }],
  ['PaymentApproved', { amount, paymentId: 'p' }],
  ['OrderPaid', { paymentId: 'p', amount }],
];
const asked: Fact = ['DeliveryRequested', { deliverOn: null, window: null }];
const accepted: Fact = ['DeliveryAccepted', {}];
const started: Fact = ['DeliveryStarted', {}];
const failed: Fact = ['DeliveryFailed', { reason: 'nobody home' }];
const returned: Fact = ['DeliveryReturned', {}];
const completed: Fact = ['DeliveryCompleted', {}];
const rejected: Fact = ['DeliveryRejected', { by: 'florist', reason: 'no roses' }];
const wished: Fact = ['OrderCancellationRequested', { by: 'customer', reason: 'typo' }];
const refused: Fact = ['OrderCancellationRefused', { code: 'DELIVERY_ALREADY_STARTED' }];
const notDelivered: Fact = ['DeliveryCancelled', { by: 'customer' }];
const cancelled: Fact = ['OrderCancelled', { by: 'customer', reason: 'typo' }];
const refunding: Fact = ['RefundAttempted', { amount, attempt: 1, key: 'k', paymentId: 'p' }];

describe('what is shown of an order', () => {
  it('is everything that was ordered, and nothing of how it is paid for', async () => {
    const shown = await shownAfter(placed);
    expect(shown).toEqual({
      orderId: ORDER,
      status: 'AwaitingPayment',
      items: aRoseOrder.items,
      deliveryFee: 0,
      total: amount,
      currency: 'KRW',
      recipient: aRoseOrder.recipient,
      cardMessage: null,
      cardFrom: null,
      deliverOn: null,
      window: null,
      payment: { status: 'Pending' },
      delivery: { status: 'None' },
      review: { status: 'NotRequested', rating: null, text: null, reply: null },
      cancellation: null,
      timeline: [{ status: 'AwaitingPayment', at: '2026-11-23T03:00:00.000Z' }],
      placedAt: '2026-11-23T03:00:00.000Z',
      updatedAt: '2026-11-23T03:00:00.000Z',
    });
    expect(orderStatusView.schema.safeParse({ shown, order: 'AwaitingPayment', cancelling: false }).success).toBe(true);
  });

  it.each([
    ['is paid', [placed, ...paid], 'Paid', 'None'],
    ['is with the florist', [placed, ...paid, asked], 'Paid', 'Requested'],
    ['is being made', [placed, ...paid, asked, accepted], 'Preparing', 'Accepted'],
    ['is on its way', [placed, ...paid, asked, accepted, started], 'OutForDelivery', 'Started'],
    ['could not be delivered', [placed, ...paid, asked, accepted, started, failed], 'DeliveryFailed', 'Failed'],
    ['is tried again', [placed, ...paid, asked, accepted, started, failed, started], 'OutForDelivery', 'Started'],
    ['came back', [placed, ...paid, asked, accepted, started, failed, returned], 'Cancelling', 'Returned'],
    ['is delivered', [placed, ...paid, asked, accepted, started, completed], 'Delivered', 'Completed'],
    [
      'is completed',
      [placed, ...paid, asked, accepted, started, completed, ['OrderCompleted', {}]],
      'Delivered',
      'Completed',
    ],
    ['was refused by the florist', [placed, ...paid, asked, rejected], 'Cancelling', 'Rejected'],
    ['has an open cancellation', [placed, ...paid, asked, wished], 'Cancelling', 'Requested'],
    [
      'was cancelled too late',
      [placed, ...paid, asked, accepted, wished, started, refused],
      'OutForDelivery',
      'Started',
    ],
    ['will not be delivered', [placed, wished, notDelivered], 'Cancelling', 'Cancelled'],
    ['is cancelled', [placed, wished, notDelivered, cancelled], 'Cancelled', 'Cancelled'],
    ['was not paid', [placed, ['OrderPaymentFailed', { code: 'DECLINED' }]], 'PaymentFailed', 'None'],
  ] as [string, Fact[], string, string][])('once it %s', async (_name, facts, status, delivery) => {
    expect(await shownAfter(...facts)).toMatchObject({ status, delivery: { status: delivery } });
  });

  it.each([
    ['an attempt', paid.slice(0, 1), 'Pending'],
    ['an unclear answer', [['PaymentUnresolved', { amount, attempt: 1, cause: 'cut' }]], 'Unresolved'],
    [
      'a further attempt after an unclear answer',
      [
        ['PaymentUnresolved', { amount, attempt: 1, cause: 'cut' }],
        ['PaymentAttempted', { amount, attempt: 2, key: 'k' }],
      ],
      'Unresolved',
    ],
    ['an approval', paid.slice(0, 2), 'Paid'],
    ['a decline', [['PaymentDeclined', { amount, code: 'NO' }]], 'Failed'],
    ['a void', [['PaymentVoided', { amount }]], 'Voided'],
    ['a refund under way', [refunding], 'RefundPending'],
    ['a refund', [refunding, ['RefundApproved', { amount, paymentId: 'p', refundId: null }]], 'Refunded'],
    ['a refused refund', [refunding, ['RefundFailed', { amount, paymentId: 'p', code: 'NO' }]], 'RefundFailed'],
    ['a refund by hand', [['RefundSettledManually', { amount, reference: '7' }]], 'Refunded'],
  ] as [string, Fact[], string][])('follows the payment’s own stream after %s', async (_name, facts, status) => {
    expect((await shownAfter(placed, ...facts))?.payment).toEqual({ status });
  });

  it('says who cancelled, why, when, and how it ended', async () => {
    const by = { by: 'customer', reason: 'typo' };
    const cancellationAfter = async (...facts: Fact[]) => (await shownAfter(placed, ...facts))?.cancellation;
    expect(await cancellationAfter(wished)).toEqual({ ...by, status: 'Requested', at: '2026-11-23T03:00:01.000Z' });
    expect(await cancellationAfter(wished, refused)).toEqual({
      ...by,
      status: 'Refused',
      at: '2026-11-23T03:00:02.000Z',
    });
    expect(await cancellationAfter(wished, notDelivered, cancelled)).toEqual({
      ...by,
      status: 'Done',
      at: '2026-11-23T03:00:03.000Z',
    });
    expect(
      await cancellationAfter(asked, rejected, ['OrderCancelled', { by: 'florist', reason: 'no roses' }]),
    ).toMatchObject({
      status: 'Done',
      by: 'florist',
    });
  });

  it('has every change of the status in its timeline, and none twice in a row', async () => {
    const shown = await shownAfter(placed, ...paid, asked, accepted, started, failed, started, completed, [
      'OrderCompleted',
      {},
    ]);
    expect(shown?.timeline.map(({ status }) => status)).toEqual([
      'AwaitingPayment',
      'Paid',
      'Preparing',
      'OutForDelivery',
      'DeliveryFailed',
      'OutForDelivery',
      'Delivered',
    ]);
  });

  it('follows the review', async () => {
    const review: Fact[] = [
      ['ReviewRequested', {}],
      ['ReviewWritten', { rating: 4, text: '좋아요' }],
      ['ReviewChecked', {}],
      ['ReviewReplied', { text: '감사합니다' }],
    ];
    const upTo = async (count: number) => (await shownAfter(placed, ...review.slice(0, count)))?.review;
    expect(await upTo(1)).toEqual({ status: 'Requested', rating: null, text: null, reply: null });
    expect(await upTo(2)).toEqual({ status: 'Written', rating: 4, text: '좋아요', reply: null });
    expect(await upTo(3)).toEqual({ status: 'Checked', rating: 4, text: '좋아요', reply: null });
    expect(await upTo(4)).toEqual({ status: 'Checked', rating: 4, text: '좋아요', reply: '감사합니다' });
  });

  it('is nothing of an order that was never placed, and says nothing to a message', async () => {
    expect(await shownAfter(paid[2] as Fact)).toBe(null);
    const before = await shownAfter(placed);
    expect(await shownAfter(placed, ['SmsSent', { ref: 'r', messageId: 'm' }])).toEqual(before);
  });
});
