import { hasOpenCancellation } from '../../domain/order/index.ts';
import type { Moment, Next, Wait } from '../process-manager.ts';
import { paymentDueAt } from './deadline.ts';
import type { PaymentSettings } from './settings.ts';
import { firstAt, lastAt, type PaymentSituation, placedAt } from './situation.ts';

/**
 * What the payment process can do for an order.
 * - `charge`: claim an attempt and call the gateway.
 * - `settle-charge`: an attempt is open; ask the gateway what became of it. When it knows no charge, `ifNone` says what follows:
 *   `charge` again with the same key, `void` because the order is cancelled and no charge can come any more, or `ask-later`.
 * - `confirm` · `fail`: tell the order that it is paid · that the gateway said no.
 * - `expire`: not paid in time: ask for a cancellation.
 * - `void`: the order was cancelled before any attempt.
 * - `refund`: claim a refund and call the gateway.
 * - `settle-refund`: a refund is open; ask, and repeat it when the gateway has not given the money back.
 */
export type PaymentAction =
  | { readonly kind: 'charge' }
  | { readonly kind: 'settle-charge'; readonly ifNone: 'charge' | 'void' | 'ask-later'; readonly overdueAt: number }
  | { readonly kind: 'confirm' }
  | { readonly kind: 'fail' }
  | { readonly kind: 'expire' }
  | { readonly kind: 'void' }
  | { readonly kind: 'refund'; readonly overdueAt: number }
  | { readonly kind: 'settle-refund'; readonly keyExpired: boolean; readonly overdueAt: number };

const done: Next<PaymentAction> = { kind: 'done' };

function act(action: PaymentAction): Next<PaymentAction> {
  return { kind: 'act', action };
}

/** What comes next for the money of an order: the table of design.md §3, "Payment against cancellation". */
export function decidePayment(
  situation: PaymentSituation,
  moment: Moment,
  settings: PaymentSettings,
): Next<PaymentAction> {
  const order = situation.order.state;
  switch (order.status) {
    case 'AwaitingPayment':
      return hasOpenCancellation(order)
        ? whileCancelling(situation, settings)
        : whileAwaited(situation, moment, settings);
    case 'Cancelled':
      return afterCancellation(situation, moment, settings);
    case 'None':
    case 'Paid':
    case 'PaymentFailed':
    case 'Completed':
      return done;
    default:
      return order satisfies never;
  }
}

/** The order awaits its payment: charge it, once, or let it expire. */
function whileAwaited(situation: PaymentSituation, moment: Moment, settings: PaymentSettings): Next<PaymentAction> {
  const { now } = moment;
  const deadline = paymentDueAt(situation, settings.terms) ?? now;
  switch (situation.payment.state.status) {
    case 'None':
      return act(now >= deadline ? { kind: 'expire' } : { kind: 'charge' });
    case 'Attempted':
      if (now >= deadline) return act({ kind: 'expire' });
      return act({
        kind: 'settle-charge',
        ifNone: chargeKeyLives(situation, moment, settings) ? 'charge' : 'ask-later',
        overdueAt: deadline,
      });
    case 'Approved':
      return act({ kind: 'confirm' });
    case 'Declined':
      return act({ kind: 'fail' });
    default:
      // Voided or refunded while the order still awaits its payment: no command leads here.
      return done;
  }
}

/** A cancellation is open: nothing new is started, and an open attempt is settled only by asking. */
function whileCancelling(situation: PaymentSituation, settings: PaymentSettings): Next<PaymentAction> {
  const since = lastAt(situation.order, 'OrderCancellationRequested') ?? placedAt(situation);
  const overdueAt = since + settings.terms.overdueMs.refund;
  if (situation.payment.state.status === 'Attempted') {
    return act({ kind: 'settle-charge', ifNone: 'ask-later', overdueAt });
  }
  return { kind: 'wait', wait: { waitingFor: 'cancellation', since, due: null, overdueAt } };
}

/** The order has ended as cancelled: no money may stay. */
function afterCancellation(
  situation: PaymentSituation,
  moment: Moment,
  settings: PaymentSettings,
): Next<PaymentAction> {
  const payment = situation.payment.state;
  const cancelledAt = lastAt(situation.order, 'OrderCancelled') ?? placedAt(situation);
  const overdueAt = cancelledAt + settings.terms.overdueMs.refund;
  switch (payment.status) {
    case 'None':
      return act({ kind: 'void' });
    case 'Attempted':
      return act({
        kind: 'settle-charge',
        ifNone: chargeMayStillCome(situation, moment, settings) ? 'ask-later' : 'void',
        overdueAt,
      });
    case 'Approved':
      return act({ kind: 'refund', overdueAt });
    case 'RefundAttempted':
      return act({ kind: 'settle-refund', keyExpired: !refundKeyLives(situation, moment, settings), overdueAt });
    case 'RefundFailed': {
      const since = lastAt(situation.payment, 'RefundFailed') ?? cancelledAt;
      return { kind: 'wait', wait: byHand(since) };
    }
    case 'Declined':
    case 'Voided':
    case 'Refunded':
    case 'SettledManually':
      return done;
    default:
      return payment satisfies never;
  }
}

/** A refund that the gateway refused is overdue from the first moment: only a person can settle it. */
function byHand(since: number): Wait {
  return { waitingFor: 'refund-by-hand', since, due: null, overdueAt: since };
}

/** Within the key's window a repeated charge call is answered with the first charge; after it, it would charge again. */
function chargeKeyLives({ payment }: PaymentSituation, moment: Moment, { keyWindowMs }: PaymentSettings): boolean {
  return moment.ageOf(firstAt(payment, 'PaymentAttempted') ?? moment.now) < keyWindowMs;
}

/** Each refund attempt has a key of its own, so its window begins with its own event. */
function refundKeyLives({ payment }: PaymentSituation, moment: Moment, { keyWindowMs }: PaymentSettings): boolean {
  return moment.ageOf(lastAt(payment, 'RefundAttempted') ?? moment.now) < keyWindowMs;
}

/** "Not found" at the gateway is final only when the last call must have ended and the gateway had its grace. */
function chargeMayStillCome({ payment }: PaymentSituation, moment: Moment, settings: PaymentSettings): boolean {
  return moment.ageOf(lastAt(payment, 'PaymentAttempted') ?? moment.now) < settings.callBudgetMs + settings.graceMs;
}
