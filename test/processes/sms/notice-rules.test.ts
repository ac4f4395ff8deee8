import { beforeEach, describe, expect, it } from '@jest/globals';
import type { KkotgilEvent } from '../../../src/domain/index.ts';
import type { NoticeTemplate } from '../../../src/domain/notification/index.ts';
import { aRoseOrder } from '../../support/history.ts';
import { ORDER, type SmsWorld, smsWorld } from './sms-world.ts';

const OrderPlaced = { type: 'OrderPlaced', data: aRoseOrder } as const;
const OrderPaid = { type: 'OrderPaid', data: { paymentId: 'pay-1', amount: 90_000 } } as const;
const OrderPaymentFailed = { type: 'OrderPaymentFailed', data: { code: 'DECLINED' } } as const;
const CancellationRefused = {
  type: 'OrderCancellationRefused',
  data: { code: 'DELIVERY_ALREADY_STARTED' },
} as const;
const OrderCancelled = { type: 'OrderCancelled', data: { by: 'florist', reason: null } } as const;
const OrderCompleted = { type: 'OrderCompleted', data: {} } as const;
const DeliveryRequested = { type: 'DeliveryRequested', data: { deliverOn: null, window: null } } as const;
const DeliveryReminded = { type: 'DeliveryReminded', data: {} } as const;
const DeliveryAccepted = { type: 'DeliveryAccepted', data: {} } as const;
const DeliveryRejected = { type: 'DeliveryRejected', data: { by: 'florist', reason: null } } as const;
const DeliveryStarted = { type: 'DeliveryStarted', data: {} } as const;
const DeliveryFailed = { type: 'DeliveryFailed', data: { reason: 'nobody home' } } as const;
const DeliveryReturned = { type: 'DeliveryReturned', data: {} } as const;
const DeliveryCompleted = { type: 'DeliveryCompleted', data: {} } as const;
const DeliveryCancelled = { type: 'DeliveryCancelled', data: { by: 'customer' } } as const;
const ReviewRequested = { type: 'ReviewRequested', data: {} } as const;
const ReviewWritten = { type: 'ReviewWritten', data: { rating: 5, text: '예뻐요' } } as const;
const ReviewReplied = { type: 'ReviewReplied', data: { text: '감사합니다' } } as const;
const RefundApproved = {
  type: 'RefundApproved',
  data: { amount: 90_000, paymentId: 'pay-1', refundId: null },
} as const;

const RefundSettledManually = {
  type: 'RefundSettledManually',
  data: { amount: 90_000, reference: 'bank 42' },
} as const;

/** What was left untold when all of this had happened: `told` goes out, `dropped` does not. */
type Case = [happened: KkotgilEvent[], told: NoticeTemplate[], dropped: NoticeTemplate[]];

const cases: Record<string, Case> = {
  'a payment leaves the receipt true': [[OrderPlaced, OrderPaid], ['OrderReceived', 'PaymentDone'], []],
  'a failed payment contradicts the receipt': [[OrderPlaced, OrderPaymentFailed], ['PaymentFailed'], ['OrderReceived']],
  'a cancellation contradicts receipt and payment': [
    [OrderPlaced, OrderPaid, OrderCancelled, RefundApproved],
    ['OrderCancelled', 'MoneyIsBack'],
    ['OrderReceived', 'PaymentDone'],
  ],
  'a refund settled by hand is told like any other': [
    [OrderPlaced, OrderPaid, OrderCancelled, RefundSettledManually],
    ['OrderCancelled', 'MoneyIsBack'],
    ['OrderReceived', 'PaymentDone'],
  ],
  'an accepted order was a new order, but does not wait any more': [
    [OrderPlaced, DeliveryRequested, DeliveryReminded, DeliveryAccepted],
    ['OrderReceived', 'FloristNewOrder', 'BeingMade'],
    ['FloristReminder'],
  ],
  'a rejection contradicts what the florist was asked': [
    [OrderPlaced, DeliveryRequested, DeliveryReminded, DeliveryRejected],
    ['OrderReceived'],
    ['FloristNewOrder', 'FloristReminder'],
  ],
  'a cancelled delivery contradicts what the florist was asked, and that it is made': [
    [OrderPlaced, DeliveryRequested, DeliveryReminded, DeliveryAccepted, DeliveryCancelled],
    ['OrderReceived'],
    ['FloristNewOrder', 'FloristReminder', 'BeingMade'],
  ],
  'progress makes nothing stale': [
    [
      OrderPlaced,
      OrderPaid,
      DeliveryRequested,
      DeliveryAccepted,
      DeliveryStarted,
      DeliveryCompleted,
      OrderCompleted,
      ReviewRequested,
      ReviewWritten,
      ReviewReplied,
    ],
    ['OrderReceived', 'PaymentDone', 'FloristNewOrder', 'BeingMade', 'OnItsWay', 'ReviewRequest', 'FloristReplied'],
    [],
  ],
  'a failure contradicts its own start, not the next one': [
    [OrderPlaced, DeliveryStarted, DeliveryFailed, DeliveryStarted],
    ['OrderReceived', 'CouldNotBeDelivered', 'OnItsWay'],
    ['OnItsWay'],
  ],
  'a return contradicts that it could not be delivered': [
    [OrderPlaced, DeliveryStarted, DeliveryFailed, DeliveryReturned],
    ['OrderReceived'],
    ['OnItsWay', 'CouldNotBeDelivered'],
  ],
  'a cancelled order contradicts "on its way" and "too late"': [
    [OrderPlaced, DeliveryAccepted, DeliveryStarted, CancellationRefused, OrderCancelled],
    ['OrderCancelled'],
    ['OrderReceived', 'BeingMade', 'OnItsWay', 'CancellationTooLate'],
  ],
};

describe('what happened since decides which notices still go out', () => {
  let world: SmsWorld;
  beforeEach(() => {
    world = smsWorld();
  });

  it.each(Object.entries(cases))('%s', async (_rule, [happened, told, dropped]) => {
    for (const { type, data } of happened) await world.happened(ORDER, type, data);
    expect(await world.turn()).toBe('done');
    const record = await world.record();
    const templates = (type: string) => record.filter((event) => event.type === type).map(({ template }) => template);
    expect(templates('SmsAttempted')).toEqual(told);
    expect(templates('SmsDropped')).toEqual(dropped);
    expect(record.every(({ why }) => why === undefined || why === 'contradicted')).toBe(true);
    expect(world.sms.sent).toHaveLength(told.length);
  });
});
