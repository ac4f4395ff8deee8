import { type DeadlineTerms, waitOf } from '../../domain/deadlines.ts';
import { hasOpenCancellation } from '../../domain/order/index.ts';
import { lastAt, type PaymentSituation } from './situation.ts';

/** When the order is decided anew, whatever has become of it meanwhile; null when its money is neither awaited nor disputed. */
export function deadlineOf(situation: PaymentSituation, terms: DeadlineTerms): number | null {
  return paymentDueAt(situation, terms) ?? disputeDueAt(situation, terms);
}

/** Until when the order may wait for its payment, in milliseconds since 1970; null when it does not wait for it (any more). */
export function paymentDueAt({ order }: Pick<PaymentSituation, 'order'>, terms: DeadlineTerms): number | null {
  const wait = waitOf({ order }, terms, 0);
  return wait?.waitingFor === 'payment' ? wait.endsAt : null;
}

/** Until when a dispute over an order that was paid may stay open: as long as a payment may, from the dispute on. */
export function disputeDueAt(
  { order, payment, standing }: PaymentSituation,
  { paymentMs }: DeadlineTerms,
): number | null {
  const disputedAt = lastAt(payment, 'PaymentDisputed');
  const isOpen = payment.state.status === 'Disputed' || payment.state.status === 'RefundAttempted';
  if (disputedAt === null || !isOpen || standing !== 'open' || hasOpenCancellation(order.state)) return null;
  return disputedAt + paymentMs;
}
