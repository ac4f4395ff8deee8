import type { Delivery } from './delivery/delivery.ts';
import { hasOpenCancellation, type Order } from './order/order.ts';

/** Where an order stands, in one word: what customers and florists are shown. */
export type OrderStatus =
  | 'AwaitingPayment'
  | 'Paid'
  | 'Preparing'
  | 'OutForDelivery'
  | 'DeliveryFailed'
  | 'Delivered'
  | 'PaymentFailed'
  | 'Cancelling'
  | 'Cancelled';

/** The status of an order that was placed, from its own stream and its delivery's. */
export function orderStatusOf(order: Exclude<Order, { status: 'None' }>, delivery: Delivery): OrderStatus {
  if (order.status === 'Cancelled' || order.status === 'PaymentFailed') return order.status;
  if (order.status === 'Completed') return 'Delivered';
  if (hasOpenCancellation(order)) return 'Cancelling';
  switch (delivery.status) {
    case 'None':
    case 'Requested':
      return order.status;
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
