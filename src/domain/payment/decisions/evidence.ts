import { type Decision, nothing } from '../../decider.ts';
import { CURRENCY, type Won } from '../../money.ts';
import type { OrderStanding } from '../../order-standing.ts';
import type { PaymentEvent } from '../events.ts';
import { type Evidence, givenBackOf, type Holding, isSameMoney, judge, keptOf, sumOf } from '../evidence.ts';
import { chargesOf, isQuestionAfterSettlement, isSettledByHand, type Payment } from '../payment.ts';
import { notAttempted, recordUnresolved } from './charge.ts';

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

export function recordEvidence(command: RecordEvidence, payment: Payment): Decision<PaymentEvent> {
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

export function dispute(held: readonly Holding[], total: Won, refusal: string | null): PaymentEvent {
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
