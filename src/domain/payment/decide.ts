import { type Decider, type Decision, nothing, reject } from '../decider.ts';
import type { OrderId } from '../ids.ts';
import { CURRENCY, type Won } from '../money.ts';
import type { OrderStanding } from '../order-standing.ts';
import type { PaymentEvent } from './events.ts';
import { type Evidence, givenBackOf, type Holding, isSameMoney, judge, keptOf, sumOf } from './evidence.ts';
import {
  chargesOf,
  evolvePayment,
  initialPayment,
  isQuestionAfterSettlement,
  isSettledByHand,
  type Payment,
} from './payment.ts';

/** Claims the right to call the gateway. A call that is repeated with the same key needs no claim of its own. */
export interface AttemptCharge {
  readonly type: 'AttemptCharge';
  readonly orderId: OrderId;
  readonly amount: Won;
}

/** What is known of the order's money, by whatever the gateway has said: the decision is what follows from it. */
export interface RecordEvidence {
  readonly type: 'RecordEvidence';
  readonly evidence: Evidence;
  /** What the order costs. */
  readonly total: Won;
  readonly standing: OrderStanding;
  /** Names the refund that the gateway has just made; absent when this was learned by asking. */
  readonly refundId?: string;
  /** True when an ended order has waited so long for a clear word that what is unclear becomes a question to a person. */
  readonly isOverdue?: boolean;
}

export interface RecordDecline {
  readonly type: 'RecordDecline';
  readonly code: string;
}

export interface RecordUnresolved {
  readonly type: 'RecordUnresolved';
  readonly cause: string;
}

/** The order has ended as cancelled, and no charge exists. */
export interface VoidPayment {
  readonly type: 'VoidPayment';
  readonly amount: Won;
}

/** Claims the right to ask for the money of one payment back. `renew` claims it anew, with a new key, for the same payment and amount. */
export interface AttemptRefund {
  readonly type: 'AttemptRefund';
  readonly orderId: OrderId;
  readonly paymentId: string;
  readonly amount: Won;
  readonly renew: boolean;
}

/** The gateway refuses the refund for good, and still keeps what the evidence says. */
export interface RecordRefundFailure {
  readonly type: 'RecordRefundFailure';
  readonly code: string;
  readonly evidence: Evidence;
  readonly standing: OrderStanding;
}

/** An operator takes what the gateway keeps as the payment of the order. */
export interface AcceptDispute {
  readonly type: 'AcceptDispute';
  readonly reference: string;
  readonly standing: OrderStanding;
}

/** An operator has given the money back by other means, whatever the gateway says of it or does not. */
export interface SettleRefundManually {
  readonly type: 'SettleRefundManually';
  readonly reference: string;
  readonly standing: OrderStanding;
}

export type PaymentCommand =
  | AttemptCharge
  | RecordEvidence
  | RecordDecline
  | RecordUnresolved
  | VoidPayment
  | AttemptRefund
  | RecordRefundFailure
  | AcceptDispute
  | SettleRefundManually;

/** One key for all charge calls of an order: the gateway answers a repeat with the first charge. */
export function chargeKey(orderId: OrderId): string {
  return `charge:${orderId}`;
}

/** One key for all calls of one refund attempt. */
export function refundKey(orderId: OrderId, attempt: number): string {
  return `refund:${orderId}:${attempt}`;
}

const settled = reject('PAYMENT_ALREADY_SETTLED', 'The payment has an outcome already.');
const notAttempted = reject('PAYMENT_NOT_ATTEMPTED', 'No charge of this order was attempted.');
const refundNotOpen = reject('REFUND_NOT_OPEN', 'No refund of this order is open.');

function attemptCharge({ orderId, amount }: AttemptCharge, payment: Payment): Decision<PaymentEvent> {
  if (payment.status === 'Attempted') {
    return payment.amount === amount ? nothing : reject('AMOUNT_MISMATCH', 'An attempt with another amount is open.');
  }
  if (payment.status !== 'None') return settled;
  return [{ type: 'PaymentAttempted', data: { amount, attempt: 1, key: chargeKey(orderId) } }];
}

function recordEvidence(command: RecordEvidence, payment: Payment): Decision<PaymentEvent> {
  switch (payment.status) {
    case 'None':
      return notAttempted;
    case 'SettledManually': {
      // Nobody has given that back yet, or has said so: whether it was meant only a person knows.
      const { held } = command.evidence;
      const isFound = held.some((holding) => keptOf(holding) > 0 && !isSettledByHand(payment, holding.paymentId));
      return isFound ? [dispute(held, payment.amount, null)] : nothing;
    }
    case 'Voided':
    case 'Declined': {
      // There should be none: whoever has found it, it has to be known.
      const { held } = command.evidence;
      return held.some((holding) => keptOf(holding) > 0) ? [taken(held, command.total, payment)] : nothing;
    }
    default:
      // What was found after a settlement by hand is for a person to end.
      if (isQuestionAfterSettlement(payment)) return nothing;
      return command.standing === 'ended' ? onceEnded(command, payment) : whileWanted(command, payment);
  }
}

type Unsettled = Exclude<Payment, { status: 'None' | 'Voided' | 'Declined' | 'SettledManually' }>;

/** The order wants its money: what the gateway keeps has to be the total, or what an operator has taken for it. */
function whileWanted(
  { evidence, total, standing, refundId }: RecordEvidence,
  payment: Unsettled,
): Decision<PaymentEvent> {
  const { status } = payment;
  // A refund that was refused belongs to an order that has ended: who says this does not know it yet.
  if (status === 'RefundFailed') return nothing;
  const isKnown = (status === 'Approved' || status === 'Disputed') && isSameMoney(evidence.held, payment.charges);
  if (isKnown) return nothing;
  const judgement = judge(evidence, total, 'paymentId' in payment ? payment.paymentId : null);
  // What has gone back whole can't come again; the order is called off, unless it was too late for that.
  if (status === 'Refunded' && (standing === 'open' || judgement.kind !== 'given-back')) return nothing;
  switch (judgement.kind) {
    case 'paid': {
      const { paymentId } = judgement;
      const isOpen = status === 'RefundAttempted' && stillKeeps(evidence, payment.claim.paymentId);
      if (isOpen || status === 'Approved') return nothing;
      return [{ type: 'PaymentApproved', data: { amount: total, paymentId } }];
    }
    case 'surplus':
      return status === 'RefundAttempted' ? nothing : [dispute(evidence.held, total, null)];
    case 'given-back':
      return standing === 'committed'
        ? [dispute(evidence.held, total, null)]
        : givenBack(evidence.held, total, payment, refundId);
    case 'disputed':
      if (status === 'RefundAttempted' && keepsOnly(evidence, payment.claim.paymentId)) return nothing;
      return [dispute(evidence.held, total, null)];
    case 'unclear':
      return status === 'Attempted' ? recordUnresolved(judgement, payment) : nothing;
    case 'none':
      return nothing;
    default:
      return judgement satisfies never;
  }
}

/** The order has ended without a delivery: what the gateway still keeps is found, and goes back. */
function onceEnded(
  { evidence, total, refundId, isOverdue = false }: RecordEvidence,
  payment: Unsettled,
): Decision<PaymentEvent> {
  const { held, unclear } = evidence;
  const kept = held.filter((holding) => keptOf(holding) > 0);
  const hasGoneBack = kept.length === 0 && sumOf(held, givenBackOf) > 0;
  switch (payment.status) {
    case 'Attempted':
      if (kept.length > 0) return [taken(held, total, payment)];
      if (unclear !== null) {
        return isOverdue ? [dispute(held, total, null)] : recordUnresolved({ cause: unclear }, payment);
      }
      return hasGoneBack ? givenBack(held, total, payment, refundId) : nothing;
    case 'Refunded':
      // Of a payment on record the gateway has said that all went back; to ask for it again would be to ask twice.
      return kept.some(({ paymentId }) => !isOnRecord(payment, paymentId)) ? [taken(held, total, payment)] : nothing;
    case 'Approved':
    case 'Disputed':
    case 'RefundAttempted':
    case 'RefundFailed':
      if (kept.length > 0 || unclear !== null) return nothing;
      // A payment on record that is not named any more has not gone back; with none on record, there was none.
      if (held.length === 0 && payment.charges.length > 0) return nothing;
      return hasGoneBack
        ? givenBack(held, total, payment, refundId)
        : [{ type: 'PaymentVoided', data: { amount: payment.amount } }];
    default:
      return payment satisfies never;
  }
}

function isOnRecord(payment: Payment, paymentId: string): boolean {
  return chargesOf(payment).some((charge) => charge.paymentId === paymentId);
}

/** That money was taken: as it was asked for, or otherwise. After a no of the gateway it was never as it should be. */
function taken(held: readonly Holding[], total: Won, { status }: Payment): PaymentEvent {
  const [charge, ...others] = held;
  const isTheCharge = others.length === 0 && charge?.amount === total && charge.currency === CURRENCY;
  const isWhole = charge !== undefined && (charge.refunded === 0 || keptOf(charge) === 0);
  if (!isTheCharge || !isWhole || (status !== 'Attempted' && status !== 'Voided')) {
    return dispute(held, total, null);
  }
  return { type: 'PaymentApproved', data: { amount: total, paymentId: charge.paymentId } };
}

/** That all of it has gone back; before that, where it was not on record, that it was taken: nothing goes back that never came. */
function givenBack(
  held: readonly Holding[],
  total: Won,
  payment: Payment,
  refundId: string | undefined,
): Decision<PaymentEvent> {
  const isOnRecord = (holding: Holding) =>
    chargesOf(payment).some(
      ({ paymentId, amount }) => paymentId === holding.paymentId && amount >= givenBackOf(holding),
    );
  const before = held.every(isOnRecord) ? [] : [taken(held, total, payment)];
  const last = payment.status === 'RefundAttempted' ? payment.claim.paymentId : held[0]?.paymentId;
  const amount = sumOf(held, givenBackOf);
  const data = { amount, paymentId: last as string, refundId: refundId ?? null };
  return [...before, { type: 'RefundApproved', data }];
}

function dispute(held: readonly Holding[], total: Won, refusal: string | null): PaymentEvent {
  const charges = held.map(({ paymentId, amount, refunded, currency }) => ({ paymentId, amount, refunded, currency }));
  const sums = { charged: sumOf(held, ({ amount }) => amount), refunded: sumOf(held, ({ refunded }) => refunded) };
  return { type: 'PaymentDisputed', data: { amount: total, ...sums, charges, refusal } };
}

function stillKeeps({ held }: Evidence, paymentId: string): boolean {
  return held.some((holding) => holding.paymentId === paymentId && keptOf(holding) > 0);
}

/** True when what is kept is only what is being given back already. */
function keepsOnly({ held }: Evidence, paymentId: string): boolean {
  return held.every((holding) => holding.paymentId === paymentId || keptOf(holding) === 0);
}

function recordDecline({ code }: RecordDecline, payment: Payment): Decision<PaymentEvent> {
  if (payment.status === 'None') return notAttempted;
  if (payment.status === 'Declined') return nothing;
  if (payment.status !== 'Attempted') return settled;
  return [{ type: 'PaymentDeclined', data: { amount: payment.amount, code } }];
}

function recordUnresolved({ cause }: Pick<RecordUnresolved, 'cause'>, payment: Payment): Decision<PaymentEvent> {
  if (payment.status === 'None') return notAttempted;
  if (payment.status !== 'Attempted') return settled;
  if (payment.unresolved) return nothing;
  return [{ type: 'PaymentUnresolved', data: { amount: payment.amount, attempt: payment.attempt, cause } }];
}

function voidPayment({ amount }: VoidPayment, payment: Payment): Decision<PaymentEvent> {
  if (payment.status === 'Voided') return nothing;
  if (payment.status === 'None' || payment.status === 'Attempted') return [{ type: 'PaymentVoided', data: { amount } }];
  return settled;
}

function attemptRefund({ orderId, paymentId, amount, renew }: AttemptRefund, payment: Payment): Decision<PaymentEvent> {
  if (isQuestionAfterSettlement(payment)) return settled;
  switch (payment.status) {
    case 'RefundAttempted': {
      const { claim } = payment;
      if (!renew && claim.paymentId === paymentId && claim.amount === amount) return nothing;
      break;
    }
    case 'Approved':
    case 'Disputed':
      break;
    default:
      return reject('PAYMENT_NOT_APPROVED', 'Only money that was taken can be given back.');
  }
  const attempt = payment.refunds + 1;
  return [{ type: 'RefundAttempted', data: { amount, attempt, key: refundKey(orderId, attempt), paymentId } }];
}

function recordRefundFailure(
  { code, evidence: { held }, standing }: RecordRefundFailure,
  payment: Payment,
): Decision<PaymentEvent> {
  if (payment.status === 'RefundFailed') return nothing;
  if (payment.status === 'Disputed' && payment.refusal === code) return nothing;
  if (payment.status !== 'RefundAttempted') return refundNotOpen;
  // An order that goes on keeps its charges: what is too much of them stays an open question.
  if (standing !== 'ended') return [dispute(held, payment.amount, code)];
  const { paymentId } = payment.claim;
  return [{ type: 'RefundFailed', data: { amount: sumOf(held, keptOf), paymentId, code } }];
}

function acceptDispute({ reference, standing }: AcceptDispute, payment: Payment): Decision<PaymentEvent> {
  if (payment.status === 'Approved' && payment.accepted === reference) return nothing;
  if (!isQuestion(payment, standing)) {
    return reject('PAYMENT_NOT_DISPUTED', 'Only a disputed charge is taken as the payment by hand.');
  }
  const { amount, charges } = payment;
  // On record as given back whole: whatever is taken as the payment now, the gateway keeps nothing for it.
  const keeps = (charge: Holding) => (payment.status === 'Refunded' ? 0 : keptOf(charge));
  const main = charges.find((charge) => keeps(charge) > 0) ?? charges[0];
  const kept = sumOf(charges, keeps);
  return [{ type: 'PaymentAccepted', data: { amount, kept, paymentId: main?.paymentId as string, reference } }];
}

/**
 * Whether the money of an order that goes on is a question. That is also a charge too many which has not gone back yet, and money that is
 * back although the flowers are on their way: should the gateway never answer, a person still ends it.
 */
function isQuestion(
  payment: Payment,
  standing: OrderStanding,
): payment is Extract<Payment, { status: 'Disputed' | 'RefundAttempted' | 'Refunded' }> {
  switch (payment.status) {
    case 'Disputed':
    case 'RefundAttempted':
      // Money is settled by hand once an order has ended: whoever says that it goes on does not know it yet.
      return standing !== 'ended' && payment.byHand === null;
    case 'Refunded':
      return standing === 'committed';
    default:
      return false;
  }
}

function settleManually({ reference, standing }: SettleRefundManually, payment: Payment): Decision<PaymentEvent> {
  if (payment.status === 'SettledManually' && payment.reference === reference) return nothing;
  const amount = owedByHand(payment, standing);
  if (amount === null) {
    return reject(
      'REFUND_NOT_FAILED',
      'Only money of an ended order that has to go back, and has not yet, is settled by hand.',
    );
  }
  return [{ type: 'RefundSettledManually', data: { amount, reference } }];
}

/**
 * How much of what is on record an operator has given back by other means; null when there is nothing to settle. Nobody has to wait for a
 * gateway that does not answer: of an ended order also an open attempt can be settled, of which nothing is on record.
 */
function owedByHand(payment: Payment, standing: OrderStanding): Won | null {
  if (payment.status === 'RefundFailed') return payment.kept;
  if (standing !== 'ended') return null;
  switch (payment.status) {
    case 'Attempted':
    case 'Approved':
    case 'RefundAttempted':
    case 'Disputed': {
      const open = chargesOf(payment).filter(({ paymentId }) => !isSettledByHand(payment, paymentId));
      return sumOf(open, keptOf);
    }
    default:
      return null;
  }
}

function decide(command: PaymentCommand, payment: Payment): Decision<PaymentEvent> {
  switch (command.type) {
    case 'AttemptCharge':
      return attemptCharge(command, payment);
    case 'RecordEvidence':
      return recordEvidence(command, payment);
    case 'RecordDecline':
      return recordDecline(command, payment);
    case 'RecordUnresolved':
      return recordUnresolved(command, payment);
    case 'VoidPayment':
      return voidPayment(command, payment);
    case 'AttemptRefund':
      return attemptRefund(command, payment);
    case 'RecordRefundFailure':
      return recordRefundFailure(command, payment);
    case 'AcceptDispute':
      return acceptDispute(command, payment);
    case 'SettleRefundManually':
      return settleManually(command, payment);
    default:
      return command satisfies never;
  }
}

export const paymentDecider: Decider<Payment, PaymentCommand, PaymentEvent> = {
  initial: initialPayment,
  evolve: evolvePayment,
  decide,
};
