import { type DeadlineTerms, waitOf } from '../../domain/deadlines.ts';
import type { PaymentSituation } from './situation.ts';

/** Until when the order may wait for its payment, in milliseconds since 1970; null when it does not wait for it (any more). */
export function paymentDueAt({ order }: Pick<PaymentSituation, 'order'>, terms: DeadlineTerms): number | null {
  const wait = waitOf({ order }, terms, 0);
  return wait?.waitingFor === 'payment' ? wait.endsAt : null;
}
