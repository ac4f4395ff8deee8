import { hasOpenCancellation } from '../../domain/order/index.ts';
import {
  disputedAmountsOf,
  isQuestionAfterSettlement,
  judge,
  type Payment,
  type RefundAttempted,
} from '../../domain/payment/index.ts';
import type { Moment, Next, Pending, Wait } from '../../platform/processes/process-manager.ts';
import {
  disputeDueAt,
  endedAt,
  firstAt,
  lastAt,
  type PaymentContext,
  type PaymentSettings,
  paymentDueAt,
  placedAt,
  placedOf,
} from './context.ts';
import type { Charging, IfNone } from './steps.ts';

/**
 * What the payment process can do for an order, with all that is needed for it.
 * - `charge`: claim an attempt, unless one is open, and call the gateway.
 * - `settle-charge`: an attempt is open; ask the gateway what became of it. When it knows no charge, `ifNone` says what follows:
 *   `charge` again with the same key, `void` because the order is cancelled and no charge can come any more, or `ask-later`.
 * - `confirm` · `fail`: tell the order that it is paid · that the gateway said no.
 * - `cancel`: ask for a cancellation: not paid in time, or the money has gone back.
 * - `void`: the order was cancelled before any attempt.
 * - `refund`: ask what the gateway keeps, claim a refund, and call.
 * - `settle-refund`: a refund is claimed; ask, and repeat it when the gateway has not given the money back. `renew`: its key has expired.
 * - `examine`: ask what the gateway keeps, and record it.
 */
export type PaymentAction =
  | { readonly kind: 'charge'; readonly charging: Charging }
  | { readonly kind: 'settle-charge'; readonly charging: Charging; readonly ifNone: IfNone }
  | { readonly kind: 'confirm'; readonly paymentId: string; readonly amount: number }
  | { readonly kind: 'fail'; readonly code: string }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'void'; readonly amount: number }
  | { readonly kind: 'refund' }
  | { readonly kind: 'settle-refund'; readonly claim: RefundAttempted['data']; readonly renew: boolean }
  | { readonly kind: 'examine' };

/** The order's next deadline, and from when on somebody has to look; see {@link Pending}. */
type Times = Pick<Pending, 'due' | 'overdueAt'>;

const done: Next<PaymentAction> = { kind: 'done' };

/** Actions that call the gateway wait for its answer, the others for the log alone; a cancellation is decided by the delivery's stream. */
const WAITING_FOR: Readonly<Record<PaymentAction['kind'], { readonly waitingFor: string }>> = {
  charge: { waitingFor: 'charge' },
  'settle-charge': { waitingFor: 'charge' },
  refund: { waitingFor: 'refund' },
  'settle-refund': { waitingFor: 'refund' },
  examine: { waitingFor: 'dispute' },
  cancel: { waitingFor: 'cancellation' },
  confirm: { waitingFor: 'store' },
  fail: { waitingFor: 'store' },
  void: { waitingFor: 'store' },
};

function act(action: PaymentAction, times: Times): Next<PaymentAction> {
  return { kind: 'act', action, pending: { ...WAITING_FOR[action.kind], ...times } };
}

/** What comes next for the money of an order: see docs/requirements.md, "Money of a cancelled order". */
export function decidePayment(context: PaymentContext, moment: Moment, settings: PaymentSettings): Next<PaymentAction> {
  const order = context.order.state;
  switch (order.status) {
    case 'AwaitingPayment':
      return hasOpenCancellation(order)
        ? whileCancelling(context, moment, settings)
        : whileAwaited(context, moment, settings);
    case 'Paid':
    case 'Completed':
      return oncePaid(context, moment, settings);
    case 'Cancelled':
    case 'PaymentFailed':
      return onceEnded(context, moment, settings);
    case 'None':
      return done;
    default:
      return order satisfies never;
  }
}

/** The order awaits its payment: charge it, once, or let it expire. */
function whileAwaited(context: PaymentContext, moment: Moment, settings: PaymentSettings): Next<PaymentAction> {
  const { now } = moment;
  const payment = context.payment.state;
  const due = paymentDueAt(context, settings.terms) ?? now;
  const times = { due, overdueAt: due };
  const cancel = act({ kind: 'cancel' }, { due, overdueAt: null });
  switch (payment.status) {
    case 'None':
      return now >= due ? cancel : act({ kind: 'charge', charging: chargingOf(context, now) }, times);
    case 'Attempted': {
      if (now >= due) return cancel;
      const ifNone = chargeKeyLives(context, moment, settings) ? 'charge' : 'ask-later';
      return act({ kind: 'settle-charge', charging: chargingOf(context, now), ifNone }, times);
    }
    case 'Approved':
      return act({ kind: 'confirm', paymentId: payment.paymentId, amount: payment.amount }, { due, overdueAt: null });
    case 'Declined':
      return act({ kind: 'fail', code: payment.code }, { due, overdueAt: null });
    case 'Disputed':
    case 'RefundAttempted':
      return whileDisputed(context, moment, due, settings);
    case 'Refunded':
      return cancel;
    case 'Voided':
    case 'RefundFailed':
    case 'SettledManually':
      // These belong to an order that has ended: no command leads here.
      return done;
    default:
      return payment satisfies never;
  }
}

/** The order is paid, or even delivered. Something is to be done only when its money is not as it was. */
function oncePaid(context: PaymentContext, moment: Moment, settings: PaymentSettings): Next<PaymentAction> {
  const { status } = context.payment.state;
  if (status !== 'Disputed' && status !== 'RefundAttempted' && status !== 'Refunded') return done;
  if (hasOpenCancellation(context.order.state)) return whileCancelling(context, moment, settings);
  if (status === 'Refunded') {
    return context.standing === 'open'
      ? act({ kind: 'cancel' }, { due: null, overdueAt: null })
      : act({ kind: 'examine' }, { due: null, overdueAt: moment.now });
  }
  return whileDisputed(context, moment, disputeDueAt(context, settings.terms), settings);
}

/**
 * The gateway keeps another amount than the total. What it has charged twice goes back; everything else is a question to a person, until
 * the deadline calls the order off.
 */
function whileDisputed(
  context: PaymentContext,
  moment: Moment,
  due: number | null,
  settings: PaymentSettings,
): Next<PaymentAction> {
  const payment = context.payment.state;
  if (due !== null && moment.now >= due) return act({ kind: 'cancel' }, { due, overdueAt: null });
  const times = { due, overdueAt: due ?? disputedAt(context) };
  if (payment.status === 'RefundAttempted') return settleRefund(context, payment, moment, times, settings);
  if (payment.status !== 'Disputed') return done;
  const { amount, charges, refusal } = payment;
  const judgement = judge({ held: charges, unclear: null }, amount, null);
  if (judgement.kind === 'surplus' && refusal === null) return act({ kind: 'refund' }, times);
  return { kind: 'wait', wait: waitForDispute(context, payment, due) };
}

function waitForDispute(context: PaymentContext, payment: Disputed, due: number | null): Wait {
  const since = disputedAt(context);
  // What can't be called off any more is for a person alone, from the first moment.
  return { waitingFor: 'dispute', since, due, overdueAt: due ?? since, facts: disputedAmountsOf(payment) };
}

function disputedAt(context: PaymentContext): number {
  return lastAt(context.payment, 'PaymentDisputed') ?? placedAt(context);
}

type Disputed = Extract<Payment, { status: 'Disputed' }>;

/** A cancellation is open: nothing new is started, and an open attempt is settled only by asking. */
function whileCancelling(context: PaymentContext, moment: Moment, settings: PaymentSettings): Next<PaymentAction> {
  const since = lastAt(context.order, 'OrderCancellationRequested') ?? placedAt(context);
  const times = { due: null, overdueAt: since + settings.terms.overdueMs.refund };
  if (context.payment.state.status === 'Attempted') {
    const charging = chargingOf(context, moment.now);
    return act({ kind: 'settle-charge', charging, ifNone: 'ask-later' }, times);
  }
  return { kind: 'wait', wait: { waitingFor: 'cancellation', since, ...times } };
}

/** The order has ended without a delivery: no money may stay. */
function onceEnded(context: PaymentContext, moment: Moment, settings: PaymentSettings): Next<PaymentAction> {
  const payment = context.payment.state;
  const since = endedAt(context);
  const overdueAt = since + settings.terms.overdueMs.refund;
  const times = { due: null, overdueAt };
  switch (payment.status) {
    case 'None':
      return act({ kind: 'void', amount: placedOf(context).total }, times);
    case 'Attempted': {
      const ifNone = chargeMayStillCome(context, moment, settings) ? 'ask-later' : 'void';
      const charging = { ...chargingOf(context, moment.now), isOverdue: moment.now >= overdueAt };
      return act({ kind: 'settle-charge', charging, ifNone }, times);
    }
    case 'Disputed':
      // Somebody may have given it back by other means already: who knows that ends it, and nothing goes back twice.
      return isQuestionAfterSettlement(payment)
        ? { kind: 'wait', wait: waitForDispute(context, payment, null) }
        : act({ kind: 'refund' }, times);
    case 'Approved':
      return act({ kind: 'refund' }, times);
    case 'RefundAttempted':
      return settleRefund(context, payment, moment, times, settings);
    case 'RefundFailed': {
      // Overdue from the first moment: only a person can settle it.
      const failedAt = lastAt(context.payment, 'RefundFailed') ?? since;
      return { kind: 'wait', wait: { waitingFor: 'refund-by-hand', since: failedAt, due: null, overdueAt: failedAt } };
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

function settleRefund(
  { payment }: PaymentContext,
  { claim }: Extract<Payment, { status: 'RefundAttempted' }>,
  moment: Moment,
  times: Times,
  { keyWindowMs }: PaymentSettings,
): Next<PaymentAction> {
  // Each refund attempt has a key of its own, so its window begins with its own event.
  const renew = moment.ageOf(lastAt(payment, 'RefundAttempted') ?? moment.now) >= keyWindowMs;
  return act({ kind: 'settle-refund', claim, renew }, times);
}

function chargingOf(context: PaymentContext, now: number): Charging {
  const { total, payment } = placedOf(context);
  const wanted = { amount: total, method: payment.method, token: payment.token };
  return { wanted, since: lastAt(context.payment, 'PaymentAttempted') ?? now, isOverdue: false };
}

/** Within the key's window a repeated charge call is answered with the first charge; after it, it would charge again. */
function chargeKeyLives({ payment }: PaymentContext, moment: Moment, { keyWindowMs }: PaymentSettings): boolean {
  return moment.ageOf(firstAt(payment, 'PaymentAttempted') ?? moment.now) < keyWindowMs;
}

/**
 * "Not found" at the gateway is final only when the last call must have ended and the gateway had its grace. Calls within an open
 * attempt leave no event; none begins once a cancellation was asked for.
 */
function chargeMayStillCome({ order, payment }: PaymentContext, moment: Moment, settings: PaymentSettings): boolean {
  const lastCall = Math.max(lastAt(payment, 'PaymentAttempted') ?? 0, lastAt(order, 'OrderCancellationRequested') ?? 0);
  return moment.ageOf(lastCall) < settings.callBudgetMs + settings.graceMs;
}
