import type { DeliveryStatus } from './delivery/delivery.ts';
import type { Order } from './order/order.ts';

/**
 * What an order still wants with its money: `open` wants to be paid and may still be cancelled, `committed` is on its way or delivered,
 * `ended` was cancelled or has failed, so that nothing of its money may stay.
 */
export type OrderStanding = 'open' | 'committed' | 'ended';

/** The standing of an order, from its own stream and its delivery's. */
export function standingOf(order: Order, delivery: DeliveryStatus): OrderStanding {
  switch (order.status) {
    case 'Cancelled':
    case 'PaymentFailed':
      return 'ended';
    case 'Completed':
      return 'committed';
    case 'None':
    case 'AwaitingPayment':
    case 'Paid':
      return delivery === 'Started' || delivery === 'Failed' || delivery === 'Completed' ? 'committed' : 'open';
    default:
      return order satisfies never;
  }
}
