import type { OrderStatusView } from '../../projections/order-status.ts';
import { plain } from '../plain.ts';
import { paymentInWords, statusInWords } from './words.ts';

/** How an order stood, a fact a line; without names, numbers and addresses. */
export function orderInWords(order: OrderStatusView, at: string): string {
  const { orderId, status, payment, delivery, review, cancellation, total, currency, timeline } = order;
  const lines = [
    `Order ${orderId} as it stood at ${at}`,
    `status        ${statusInWords(status)}`,
    `money         ${paymentInWords(payment.status)}, total ${total} ${currency}`,
    `delivery      ${delivery.status}`,
    `review        ${review.status}`,
  ];
  if (cancellation !== null) {
    const { status: how, by, reason, at: when } = cancellation;
    lines.push(`cancellation  ${how}, by ${by} at ${when}${reason === null ? '' : `: ${plain(reason)}`}`);
  }
  return [...lines, ...timeline.map((step) => `${step.at}  ${statusInWords(step.status)}`), ''].join('\n');
}
