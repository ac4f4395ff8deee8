import { CURRENCY } from '../../domain/money.ts';
import { hasOpenCancellation } from '../../domain/order/index.ts';
import { judge, type Payment, type RefundAttempted, sumOf } from '../../domain/payment/index.ts';
import type { ChargeRequest } from '../../gateways/payment-gateway.ts';
import type { Amounts, Moment, Next } from '../../platform/processes/process-manager.ts';
import { disputeDueAt, paymentDueAt } from './deadline.ts';
import type { PaymentSettings } from './settings.ts';
import { endedAt, firstAt, lastAt, type PaymentSituation, placedAt, placedOf } from './situation.ts';

/** What a charge call asks for; its key comes with the claim. */
export type Wanted = Omit<ChargeRequest, 'key' | 'orderId'>;

/**
 * What the payment process can do for an order, with all that is needed for it. `overdueAt`: from when on somebody has to look, should
 * the gateway not be there.
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
  | ({ readonly kind: 'charge' } & Due & { readonly wanted: Wanted })
  | ({ readonly kind: 'settle-charge' } & Due & {
        readonly wanted: Wanted;
        readonly ifNone: 'charge' | 'void' | 'ask-later';
        /** The order has ended long ago: what is still unclear becomes a question to a person. */
        readonly isOverdue: boolean;
      })
  | { readonly kind: 'confirm'; readonly paymentId: string; readonly amount: number }
  | { readonly kind: 'fail'; readonly code: string }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'void'; readonly amount: number }
  | ({ readonly kind: 'refund' } & Due)
  | ({ readonly kind: 'settle-refund' } & Due & {
        readonly claim: RefundAttempted['data'];
        readonly renew: boolean;
      })
  | ({ readonly kind: 'examine' } & Due);

interface Due {
  readonly overdueAt: number;
}

const done: Next<PaymentAction> = { kind: 'done' };

function act(action: PaymentAction): Next<PaymentAction> {
  return { kind: 'act', action };
}

/** What comes next for the money of an order: see docs/requirements.md, "Money of a cancelled order". */
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
    case 'Paid':
    case 'Completed':
      return oncePaid(situation, moment, settings);
    case 'Cancelled':
    case 'PaymentFailed':
      return onceEnded(situation, moment, settings);
    case 'None':
      return done;
    default:
      return order satisfies never;
  }
}

/** The order awaits its payment: charge it, once, or let it expire. */
function whileAwaited(situation: PaymentSituation, moment: Moment, settings: PaymentSettings): Next<PaymentAction> {
  const { now } = moment;
  const payment = situation.payment.state;
  const overdueAt = paymentDueAt(situation, settings.terms) ?? now;
  switch (payment.status) {
    case 'None':
      return act(now >= overdueAt ? { kind: 'cancel' } : { kind: 'charge', wanted: wantedOf(situation), overdueAt });
    case 'Attempted':
      if (now >= overdueAt) return act({ kind: 'cancel' });
      return act({
        kind: 'settle-charge',
        wanted: wantedOf(situation),
        ifNone: chargeKeyLives(situation, moment, settings) ? 'charge' : 'ask-later',
        isOverdue: false,
        overdueAt,
      });
    case 'Approved':
      return act({ kind: 'confirm', paymentId: payment.paymentId, amount: payment.amount });
    case 'Declined':
      return act({ kind: 'fail', code: payment.code });
    case 'Disputed':
    case 'RefundAttempted':
      return whileDisputed(situation, moment, overdueAt, settings);
    case 'Refunded':
      return act({ kind: 'cancel' });
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
function oncePaid(situation: PaymentSituation, moment: Moment, settings: PaymentSettings): Next<PaymentAction> {
  const { status } = situation.payment.state;
  if (status !== 'Disputed' && status !== 'RefundAttempted' && status !== 'Refunded') return done;
  if (hasOpenCancellation(situation.order.state)) return whileCancelling(situation, settings);
  if (status === 'Refunded') {
    return act(situation.standing === 'open' ? { kind: 'cancel' } : { kind: 'examine', overdueAt: moment.now });
  }
  return whileDisputed(situation, moment, disputeDueAt(situation, settings.terms), settings);
}

/**
 * The gateway keeps another amount than the total. What it has charged twice goes back; everything else is a question to a person, until
 * the deadline calls the order off.
 */
function whileDisputed(
  situation: PaymentSituation,
  moment: Moment,
  deadline: number | null,
  settings: PaymentSettings,
): Next<PaymentAction> {
  const payment = situation.payment.state;
  if (deadline !== null && moment.now >= deadline) return act({ kind: 'cancel' });
  const since = lastAt(situation.payment, 'PaymentDisputed') ?? placedAt(situation);
  // What can't be called off any more is for a person alone, from the first moment.
  const overdueAt = deadline ?? since;
  if (payment.status === 'RefundAttempted') return settleRefund(situation, payment, moment, overdueAt, settings);
  if (payment.status !== 'Disputed') return done;
  const { amount, charges, refusal } = payment;
  const judgement = judge({ held: charges, unclear: null }, amount, null);
  if (judgement.kind === 'surplus' && refusal === null) return act({ kind: 'refund', overdueAt });
  const wait = { waitingFor: 'dispute', since, due: deadline, overdueAt };
  return { kind: 'wait', wait: { ...wait, amounts: amountsOf(payment) } };
}

function amountsOf({ amount, charges }: Extract<Payment, { status: 'Disputed' }>): Amounts {
  return {
    asked: amount,
    charged: sumOf(charges, (charge) => charge.amount),
    refunded: sumOf(charges, (charge) => charge.refunded),
    currency: charges.find(({ currency }) => currency !== CURRENCY)?.currency ?? CURRENCY,
  };
}

/** A cancellation is open: nothing new is started, and an open attempt is settled only by asking. */
function whileCancelling(situation: PaymentSituation, settings: PaymentSettings): Next<PaymentAction> {
  const since = lastAt(situation.order, 'OrderCancellationRequested') ?? placedAt(situation);
  const overdueAt = since + settings.terms.overdueMs.refund;
  if (situation.payment.state.status === 'Attempted') {
    return act({
      kind: 'settle-charge',
      wanted: wantedOf(situation),
      ifNone: 'ask-later',
      isOverdue: false,
      overdueAt,
    });
  }
  return { kind: 'wait', wait: { waitingFor: 'cancellation', since, due: null, overdueAt } };
}

/** The order has ended without a delivery: no money may stay. */
function onceEnded(situation: PaymentSituation, moment: Moment, settings: PaymentSettings): Next<PaymentAction> {
  const payment = situation.payment.state;
  const since = endedAt(situation);
  const overdueAt = since + settings.terms.overdueMs.refund;
  switch (payment.status) {
    case 'None':
      return act({ kind: 'void', amount: placedOf(situation).total });
    case 'Attempted':
      return act({
        kind: 'settle-charge',
        wanted: wantedOf(situation),
        ifNone: chargeMayStillCome(situation, moment, settings) ? 'ask-later' : 'void',
        isOverdue: moment.now >= overdueAt,
        overdueAt,
      });
    case 'Approved':
    case 'Disputed':
      return act({ kind: 'refund', overdueAt });
    case 'RefundAttempted':
      return settleRefund(situation, payment, moment, overdueAt, settings);
    case 'RefundFailed': {
      // Overdue from the first moment: only a person can settle it.
      const failedAt = lastAt(situation.payment, 'RefundFailed') ?? since;
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
  { payment }: PaymentSituation,
  { claim }: Extract<Payment, { status: 'RefundAttempted' }>,
  moment: Moment,
  overdueAt: number,
  { keyWindowMs }: PaymentSettings,
): Next<PaymentAction> {
  // Each refund attempt has a key of its own, so its window begins with its own event.
  const renew = moment.ageOf(lastAt(payment, 'RefundAttempted') ?? moment.now) >= keyWindowMs;
  return act({ kind: 'settle-refund', claim, renew, overdueAt });
}

function wantedOf(situation: PaymentSituation): Wanted {
  const { total, payment } = placedOf(situation);
  return { amount: total, method: payment.method, token: payment.token };
}

/** Within the key's window a repeated charge call is answered with the first charge; after it, it would charge again. */
function chargeKeyLives({ payment }: PaymentSituation, moment: Moment, { keyWindowMs }: PaymentSettings): boolean {
  return moment.ageOf(firstAt(payment, 'PaymentAttempted') ?? moment.now) < keyWindowMs;
}

/**
 * "Not found" at the gateway is final only when the last call must have ended and the gateway had its grace. Calls within an open
 * attempt leave no event; none begins once a cancellation was asked for.
 */
function chargeMayStillCome({ order, payment }: PaymentSituation, moment: Moment, settings: PaymentSettings): boolean {
  const lastCall = Math.max(lastAt(payment, 'PaymentAttempted') ?? 0, lastAt(order, 'OrderCancellationRequested') ?? 0);
  return moment.ageOf(lastCall) < settings.callBudgetMs + settings.graceMs;
}
