import type { Won } from '../../domain/money.ts';
import {
  type Charge,
  chargesOf,
  type Evidence,
  evidenceOf,
  givenBackOf,
  isQuestionAfterSettlement,
  isSameMoney,
  isSettledByHand,
  judge,
  keptOf,
  type Payment,
  sumOf,
} from '../../domain/payment/index.ts';
import { endedAt, lastAt, type PaymentContext, placedOf } from '../payment/context.ts';
import type { Difference } from './view.ts';

/**
 * What comparing one order with the gateway has shown. `in-flight`: something is under way or unclear, so that nothing can be said yet.
 * `handOn` names what heals a difference: what was found is recorded, which wakes the payment process, or that process is woken without.
 */
export type Verdict =
  | { readonly kind: 'agrees' }
  | { readonly kind: 'in-flight' }
  | {
      readonly kind: 'differs';
      readonly difference: Difference['kind'];
      readonly detail: string;
      readonly handOn: 'record' | 'wake' | null;
    };

/** The time, and for how long a call and what it led to count as under way; milliseconds. */
export interface Judgement {
  readonly now: number;
  /** The budget of a call and the gateway's grace. */
  readonly inFlightMs: number;
  /** What the gateway may need until it shows what it has said. */
  readonly graceMs: number;
}

const agrees: Verdict = { kind: 'agrees' };
const inFlight: Verdict = { kind: 'in-flight' };

/** A difference; its detail is for people and holds no personal data. */
export function differs(
  difference: Difference['kind'],
  detail: string,
  handOn: Extract<Verdict, { kind: 'differs' }>['handOn'] = null,
): Verdict {
  return { kind: 'differs', difference, detail, handOn };
}

type Of<Status extends Payment['status']> = Extract<Payment, { readonly status: Status }>;

/** Compares what the gateway tells of an order's charges with what the order's streams say. Pure. */
export function compare(context: PaymentContext, told: readonly Charge[], judgement: Judgement): Verdict {
  const payment = context.payment.state;
  const evidence = evidenceOf(told, chargesOf(payment));
  const isYoung = (type: string, ms: number) => {
    const at = lastAt(context.payment, type);
    return at !== null && judgement.now - at < ms;
  };
  switch (payment.status) {
    case 'None':
      return withoutAttempt(context, evidence);
    case 'Attempted':
      return whileAttempted(payment, evidence, isYoung('PaymentAttempted', judgement.inFlightMs));
    case 'Voided':
    case 'Declined':
      return withoutMoney(payment, evidence);
    case 'SettledManually':
      return afterSettlement(payment, evidence);
    case 'Approved':
    case 'Disputed':
      if (isUntold(payment, told)) return missing(payment, isYoung('PaymentApproved', judgement.graceMs));
      if (isQuestionAfterSettlement(payment)) return beforeNextSettlement(payment, evidence);
      return context.standing === 'ended'
        ? whileEnded(context, evidence, judgement)
        : whileKept(context, payment, evidence);
    case 'RefundAttempted':
      return isYoung('RefundAttempted', judgement.inFlightMs) ? inFlight : whileRefunding(evidence);
    case 'RefundFailed':
      return afterRefusal(payment, evidence);
    case 'Refunded': {
      const isGraced = isYoung('RefundApproved', judgement.graceMs);
      return isUntold(payment, told) ? missing(payment, isGraced) : afterRefund(context, payment, evidence, isGraced);
    }
    default:
      return payment satisfies never;
  }
}

/** True when the gateway names none of the payments on record. */
function isUntold(payment: Payment, told: readonly Charge[]): boolean {
  return !chargesOf(payment).some(({ paymentId }) => told.some((charge) => charge.paymentId === paymentId));
}

function missing({ amount }: Of<'Approved' | 'Disputed' | 'Refunded'>, isYoung: boolean): Verdict {
  if (isYoung) return inFlight;
  return differs('missing-charge', `a charge of ${amount} won is on record; the gateway does not name it`);
}

function withoutAttempt(context: PaymentContext, evidence: Evidence): Verdict {
  const kept = keeps(evidence);
  if (kept === 0) return evidence.unclear === null ? agrees : inFlight;
  return context.order.state.status === 'None'
    ? differs('unknown-order', `the gateway keeps ${kept} won of an order that does not exist`)
    : differs('not-attempted', `the gateway keeps ${kept} won; no charge was ever attempted`);
}

function whileAttempted({ amount }: Of<'Attempted'>, evidence: Evidence, isYoung: boolean): Verdict {
  if (evidence.held.length === 0) return evidence.unclear === null ? agrees : inFlight;
  if (isYoung) return inFlight;
  return differs(
    kindOf(evidence, amount),
    `${whatIsHeld(evidence, amount)}; of an open attempt: it is recorded`,
    'record',
  );
}

function withoutMoney({ status, amount }: Of<'Voided' | 'Declined'>, evidence: Evidence): Verdict {
  const kept = keeps(evidence);
  if (kept === 0) return evidence.unclear === null ? agrees : inFlight;
  return status === 'Declined'
    ? differs('charge-after-decline', `the gateway declined the charge, and keeps ${kept} won; it goes back`, 'record')
    : differs(
        kindOf(evidence, amount),
        `charged after the order had ended without payment: ${kept} won go back`,
        'record',
      );
}

/** What the operator has settled counts as settled, by whatever means; a payment that nobody knew of then does not. */
function afterSettlement(payment: Of<'SettledManually'>, evidence: Evidence): Verdict {
  const kept = keptBesideSettlement(payment, evidence);
  return kept === 0
    ? agrees
    : differs('amount', `the gateway keeps ${kept} won beside what was settled by hand; it is recorded`, 'record');
}

/** It was found and asked about: shown until a person has settled that, too. */
function beforeNextSettlement(payment: Of<'Approved' | 'Disputed'>, evidence: Evidence): Verdict {
  const kept = keptBesideSettlement(payment, evidence);
  return differs('amount', `the gateway keeps ${kept} won that showed up after a settlement by hand`);
}

function keptBesideSettlement(payment: Payment, { held }: Evidence): number {
  const others = held.filter(({ paymentId }) => !isSettledByHand(payment, paymentId));
  return sumOf(others, keptOf);
}

/** The order has ended: its money is on its way back, or should be. */
function whileEnded(context: PaymentContext, evidence: Evidence, { now, inFlightMs }: Judgement): Verdict {
  if (now - endedAt(context) < inFlightMs) return inFlight;
  const kept = keeps(evidence);
  if (kept > 0) return differs('unsettled', `the order has ended, and the gateway still keeps ${kept} won`, 'wake');
  if (evidence.unclear !== null) return inFlight;
  return differs('unsettled', 'the money of an ended order has gone back; it is recorded', 'record');
}

/** The order wants its money: the gateway has to keep the total, or what an operator has taken for it. */
function whileKept(context: PaymentContext, payment: Of<'Approved' | 'Disputed'>, evidence: Evidence): Verdict {
  const { held } = evidence;
  const asRecorded = isSameMoney(held, payment.charges);
  if (payment.status === 'Approved' && asRecorded) return agrees;
  const judgement = judge(evidence, placedOf(context).total, 'paymentId' in payment ? payment.paymentId : null);
  if (judgement.kind === 'unclear') return inFlight;
  if (judgement.kind === 'paid' && payment.status === 'Approved') return agrees;
  const isGivenBack = sumOf(held, givenBackOf) > 0;
  const detail = whatIsHeld(evidence, payment.amount);
  return differs(isGivenBack ? 'refund' : 'amount', detail, asRecorded ? null : 'record');
}

/** Whether what nobody has recorded yet is as it was asked for. */
function kindOf(evidence: Evidence, total: Won): Difference['kind'] {
  return judge(evidence, total, null).kind === 'paid' ? 'unsettled' : 'amount';
}

function whatIsHeld({ held }: Evidence, total: Won): string {
  const charged = sumOf(held, ({ amount }) => amount);
  const back = sumOf(held, givenBackOf);
  const said = back === 0 ? `charged ${charged} won` : `charged ${charged} won and given back ${back}`;
  return `the gateway has ${said}; ${total} won were asked for`;
}

/** An open refund that has not gone through is the payment process's own matter, and shows among its open items. */
function whileRefunding(evidence: Evidence): Verdict {
  const back = sumOf(evidence.held, givenBackOf);
  if (back === 0) return agrees;
  return keeps(evidence) === 0 && evidence.unclear === null
    ? differs('unsettled', 'the gateway has given back what an open refund asks for; it is recorded', 'record')
    : differs('refund', `the gateway has given back ${back} won, and keeps ${keeps(evidence)}; the refund is open`);
}

function afterRefusal(payment: Of<'RefundFailed'>, evidence: Evidence): Verdict {
  const kept = keeps(evidence);
  if (kept === payment.kept || evidence.held.length === 0) return agrees;
  return kept === 0
    ? differs('unsettled', 'a refused refund has gone back after all; it is recorded', 'record')
    : differs('refund', `the gateway keeps ${kept} won; a refund of ${payment.kept} won is on record as refused`);
}

function afterRefund(
  { standing }: PaymentContext,
  payment: Of<'Refunded'>,
  { held, unclear }: Evidence,
  isGraced: boolean,
): Verdict {
  if (standing === 'committed') {
    return differs('refund', 'the order was delivered, and its money has gone back', 'record');
  }
  const kept = held.filter((holding) => keptOf(holding) > 0);
  if (kept.length === 0) return unclear === null ? agrees : inFlight;
  const isKnown = (paymentId: string) => payment.charges.some((charge) => charge.paymentId === paymentId);
  if (!kept.every(({ paymentId }) => isKnown(paymentId))) {
    return differs('amount', 'the gateway keeps another charge of an order whose money has gone back', 'record');
  }
  if (isGraced) return inFlight;
  return differs('refund', `the whole amount is on record as refunded; the gateway keeps ${sumOf(kept, keptOf)} won`);
}

function keeps({ held }: Evidence): number {
  return sumOf(held, keptOf);
}
