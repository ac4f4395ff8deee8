import { describe, expect, it } from '@jest/globals';
import { fold } from '../../src/domain/decider.ts';
import type { DeliveryStatus } from '../../src/domain/delivery/index.ts';
import { type Order, orderDecider } from '../../src/domain/order/index.ts';
import { type OrderStatus, orderStatusOf, type Standing, statusOf } from '../../src/domain/order-status.ts';
import { orderEvents } from './examples/order.ts';

/** What a delivery's status makes of an order that goes on. */
const underWay: Record<DeliveryStatus, OrderStatus> = {
  None: 'Paid',
  Requested: 'Paid',
  Accepted: 'Preparing',
  Rejected: 'Cancelling',
  Started: 'OutForDelivery',
  Failed: 'DeliveryFailed',
  Returned: 'Cancelling',
  Completed: 'Delivered',
  Cancelled: 'Cancelling',
};
const deliveryStatuses = Object.keys(underWay) as DeliveryStatus[];

describe('the status of an order', () => {
  it.each(Object.entries(underWay))('paid, delivery %s: %s', (delivery, status) => {
    expect(statusOf({ order: 'Paid', cancelling: false, delivery: delivery as DeliveryStatus })).toBe(status);
  });

  it('not paid yet: AwaitingPayment, or Cancelling once there will be no delivery', () => {
    const awaiting = { order: 'AwaitingPayment', cancelling: false } as const;
    expect(statusOf({ ...awaiting, delivery: 'None' })).toBe('AwaitingPayment');
    expect(statusOf({ ...awaiting, delivery: 'Cancelled' })).toBe('Cancelling');
  });

  it.each(deliveryStatuses)('an open cancellation shows as Cancelling, delivery %s', (delivery) => {
    expect(statusOf({ order: 'Paid', cancelling: true, delivery })).toBe('Cancelling');
    expect(statusOf({ order: 'AwaitingPayment', cancelling: true, delivery })).toBe('Cancelling');
  });

  it.each([
    ['Cancelled', 'Cancelled'],
    ['PaymentFailed', 'PaymentFailed'],
    ['Completed', 'Delivered'],
  ] as [Standing['order'], OrderStatus][])(
    'an ended order stays so, whatever the delivery says: %s',
    (order, status) => {
      const shown = deliveryStatuses.map((delivery) => statusOf({ order, cancelling: false, delivery }));
      expect(new Set(shown)).toEqual(new Set([status]));
    },
  );

  it('is read from the two streams', () => {
    const { OrderPlaced, OrderPaid, OrderCancellationRequested } = orderEvents;
    const paid = fold(orderDecider, [OrderPlaced, OrderPaid]) as Exclude<Order, { status: 'None' }>;
    expect(orderStatusOf(paid, { status: 'Accepted' })).toBe('Preparing');
    expect(
      orderStatusOf(orderDecider.evolve(paid, OrderCancellationRequested) as typeof paid, { status: 'Accepted' }),
    ).toBe('Cancelling');
  });
});
