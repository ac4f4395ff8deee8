import type { Payment } from '../../domain/payment/index.ts';
import type { Charge } from '../../gateways/payment-gateway.ts';
import type { Difference } from '../operations.ts';
import { lastAt, type PaymentSituation } from '../payment/situation.ts';

/**
 * What comparing one order with the gateway has shown. `in-flight`: a call is under way, so nothing can be said yet. `handOn` names
 * what heals a difference: the payment process settles an open attempt, or the charge is first recorded where nobody expected it.
 */
export type Verdict =
  | { readonly kind: 'agrees' }
  | { readonly kind: 'in-flight' }
  | {
      readonly kind: 'differs';
      readonly difference: Difference['kind'];
      readonly detail: string;
      readonly handOn: 'settle' | 'record-approval' | null;
    };

/** The time, and for how long an attempt counts as under way; milliseconds. */
interface Judgement {
  readonly now: number;
  readonly inFlightMs: number;
}

type HasCharge = Extract<Payment, { readonly paymentId: string }>;

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

/** Compares what the gateway holds for an order with what the order's streams say. Pure. */
export function compare(situation: PaymentSituation, charge: Charge | null, judgement: Judgement): Verdict {
  const payment = situation.payment.state;
  if (charge === null) return withoutCharge(payment);
  switch (payment.status) {
    case 'None':
      return withoutAttempt(situation, charge);
    case 'Attempted':
      return whileAttempted(payment.amount, charge, isUnderWay(situation, 'PaymentAttempted', judgement));
    case 'Declined':
      return isGivenBack(charge)
        ? agrees
        : differs('charge-after-decline', `the gateway declined the charge, and holds ${charge.amount} won`);
    case 'Voided':
      return afterVoid(payment.amount, charge);
    case 'SettledManually':
      return sameAmount(payment.amount, charge) ?? refundedExactly(0, charge, 'the money went back by other means');
    case 'Approved':
    case 'RefundFailed':
    case 'RefundAttempted':
    case 'Refunded':
      return (
        sameCharge(payment, charge) ?? sameRefund(payment, charge, isUnderWay(situation, 'RefundAttempted', judgement))
      );
    default:
      return payment satisfies never;
  }
}

function withoutCharge(payment: Payment): Verdict {
  switch (payment.status) {
    case 'None':
    case 'Attempted':
    case 'Declined':
    case 'Voided':
      return agrees;
    default:
      return differs('missing-charge', `a charge of ${payment.amount} won is on record; the gateway knows none`);
  }
}

/** Money that has all gone back needs nobody, wherever it came from. */
function isGivenBack({ amount, refunded }: Charge): boolean {
  return refunded === amount;
}

function withoutAttempt({ order }: PaymentSituation, charge: Charge): Verdict {
  if (isGivenBack(charge)) return agrees;
  return order.state.status === 'None'
    ? differs('unknown-order', `the gateway holds ${charge.amount} won for an order that does not exist`)
    : differs('not-attempted', `the gateway holds ${charge.amount} won; no charge was ever attempted`);
}

function whileAttempted(amount: number, charge: Charge, underWay: boolean): Verdict {
  if (underWay) return inFlight;
  return (
    sameAmount(amount, charge) ??
    differs('unsettled', 'the gateway holds the charge of an open attempt; the payment process settles it', 'settle')
  );
}

function afterVoid(amount: number, charge: Charge): Verdict {
  if (isGivenBack(charge)) return agrees;
  return (
    sameAmount(amount, charge) ??
    differs('unsettled', 'charged after the order had ended without payment; it is refunded', 'record-approval')
  );
}

/** Null when it is the charge on record. */
function sameCharge(payment: HasCharge, charge: Charge): Verdict | null {
  if (charge.paymentId === payment.paymentId) return sameAmount(payment.amount, charge);
  return isGivenBack(charge)
    ? agrees
    : differs('amount', `the gateway holds a second charge of ${charge.amount} won: ${charge.paymentId}`);
}

/** Null when the gateway has charged what was asked. */
function sameAmount(amount: number, charge: Charge): Verdict | null {
  if (charge.amount === amount) return null;
  return differs('amount', `the gateway has charged ${charge.amount} won; ${amount} won were asked for`);
}

function sameRefund(payment: HasCharge, charge: Charge, underWay: boolean): Verdict {
  switch (payment.status) {
    case 'Approved':
      return refundedExactly(0, charge, 'no refund is on record');
    case 'RefundFailed':
      return refundedExactly(0, charge, 'the refund is on record as refused');
    case 'Refunded':
      return refundedExactly(payment.amount, charge, 'the whole amount is on record as refunded');
    case 'RefundAttempted':
      if (underWay) return inFlight;
      // An open refund that has not gone through is the payment process's own matter, and shows among its open items.
      if (charge.refunded === 0) return agrees;
      return isGivenBack(charge)
        ? differs('unsettled', 'the gateway has given back what an open refund asks for', 'settle')
        : refundedExactly(payment.amount, charge, 'the refund is open');
    default:
      return payment satisfies never;
  }
}

function refundedExactly(expected: number, { refunded }: Charge, record: string): Verdict {
  return refunded === expected ? agrees : differs('refund', `the gateway has given back ${refunded} won; ${record}`);
}

function isUnderWay({ payment }: PaymentSituation, attempt: string, { now, inFlightMs }: Judgement): boolean {
  const attemptedAt = lastAt(payment, attempt);
  return attemptedAt !== null && now - attemptedAt < inFlightMs;
}
