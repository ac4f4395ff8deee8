import type { CancelledBy, OrderCancelled } from '../../domain/order/index.ts';
import { ERASED } from '../../platform/eventstore/recorded-event.ts';
import type { RecordedEvent } from '../../stored-events/event-log.ts';

/** Why an order ended as cancelled, as its story tells it. What somebody has decided is named by who it was. */
export type CancellationCause =
  | CancelledBy
  /** The flowers came back to the shop. */
  | 'not-delivered'
  /** The payment went back before anybody had cancelled, in the payment system itself. */
  | 'money-returned'
  | 'not-paid-in-time'
  | 'no-answer-in-time'
  | 'window-over';

/** What becomes of the money: it goes `back`, it is `returned` already, there is `none`, or it is `unclear` whether anything was paid. */
export type MoneyAfterwards = 'back' | 'returned' | 'none' | 'unclear';

/** Why it was cancelled, and the reason that was given in so many words; null where there is none to tell. */
export function causeOf(
  { by, reason }: OrderCancelled['data'],
  story: readonly RecordedEvent[],
): { readonly cause: CancellationCause; readonly reason: string | null } {
  const told = reason === ERASED ? null : reason;
  const has = (type: RecordedEvent['type']) => story.some((event) => event.type === type);
  if (by === 'florist' && has('DeliveryReturned')) return { cause: 'not-delivered', reason: told };
  // Customers know their own reasons.
  if (by !== 'system') return { cause: by, reason: by === 'customer' ? null : told };
  const without = (cause: CancellationCause) => ({ cause, reason: null });
  if (wentBackBefore(story)) return without('money-returned');
  if (!has('OrderPaid')) return without('not-paid-in-time');
  if (has('DeliveryRejected')) return without('no-answer-in-time');
  return without(has('DeliveryRequested') ? 'system' : 'window-over');
}

/** What the customer may be told of the money of a cancelled order: nobody is promised back what was never paid. */
export function moneyAfter(story: readonly RecordedEvent[]): MoneyAfterwards {
  if (wentBackBefore(story)) return 'returned';
  const types = story.map(({ type }) => type);
  if (story.some(showsMoney)) return 'back';
  const neverCharged = types.includes('PaymentVoided') || types.includes('PaymentDeclined');
  return neverCharged || !types.includes('PaymentAttempted') ? 'none' : 'unclear';
}

/** A question about a charge that nobody has seen shows none. */
function showsMoney(event: RecordedEvent): boolean {
  if (event.type === 'PaymentDisputed') return event.data.charges.length > 0;
  return event.type === 'OrderPaid' || event.type === 'PaymentApproved';
}

/** True when all money had gone back before the order was cancelled: that was why. */
function wentBackBefore(story: readonly RecordedEvent[]): boolean {
  const returnedAt = story.findIndex(({ type }) => type === 'RefundApproved');
  const cancelledAt = story.findIndex(({ type }) => type === 'OrderCancelled');
  return returnedAt >= 0 && returnedAt < cancelledAt;
}
