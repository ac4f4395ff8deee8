import type { Delivery, DeliveryStatus } from './delivery/delivery.ts';
import { hasOpenCancellation, type Order, type PLACED_STATUSES } from './order/order.ts';

/** Where an order stands, in one word: what customers and florists are shown. */
export const ORDER_STATUSES = [
  'AwaitingPayment',
  'Paid',
  'Preparing',
  'OutForDelivery',
  'Delivered',
  'DeliveryFailed',
  'PaymentFailed',
  'Cancelling',
  'Cancelled',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** How a cancellation stands: asked for, refused because the flowers were on their way, or carried out. */
export const CANCELLATION_STATUSES = ['Requested', 'Refused', 'Done'] as const;

/** What the status of a placed order follows from. */
export interface Standing {
  readonly order: (typeof PLACED_STATUSES)[number];
  /** A cancellation waits for the delivery stream's decision. */
  readonly cancelling: boolean;
  readonly delivery: DeliveryStatus;
}

/** The status of an order that was placed, from its own stream and its delivery's. */
export function orderStatusOf(order: Exclude<Order, { status: 'None' }>, delivery: Delivery): OrderStatus {
  return statusOf({ order: order.status, cancelling: hasOpenCancellation(order), delivery: delivery.status });
}

/** The same from what a view keeps of both. */
export function statusOf({ order, cancelling, delivery }: Standing): OrderStatus {
  if (order === 'Cancelled' || order === 'PaymentFailed') return order;
  if (order === 'Completed') return 'Delivered';
  if (cancelling) return 'Cancelling';
  switch (delivery) {
    case 'None':
    case 'Requested':
      return order;
    case 'Accepted':
      return 'Preparing';
    case 'Started':
      return 'OutForDelivery';
    case 'Failed':
      return 'DeliveryFailed';
    case 'Completed':
      return 'Delivered';
    // There will be no delivery: the order is on its way to Cancelled.
    case 'Rejected':
    case 'Returned':
    case 'Cancelled':
      return 'Cancelling';
    default:
      return delivery satisfies never;
  }
}
