import type { Order } from './order/order.ts';
import type { Payment } from './payment/payment.ts';

/** True when neither the customer nor the shop is owed anything any more. */
export function isMoneySettled(order: Order, payment: Payment): boolean {
  switch (payment.status) {
    case 'Declined':
    case 'Voided':
    case 'Refunded':
    case 'SettledManually':
      return true;
    case 'Approved':
      return order.status === 'Paid' || order.status === 'Completed';
    default:
      return false;
  }
}

/** True when nothing will happen to an order any more, to its flowers as to its money, but what a review brings. */
export function hasEnded(order: Order, payment: Payment): boolean {
  const isOver = order.status === 'Completed' || order.status === 'Cancelled' || order.status === 'PaymentFailed';
  return isOver && isMoneySettled(order, payment);
}
