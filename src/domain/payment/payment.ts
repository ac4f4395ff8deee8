import { unknownEvent } from '../decider.ts';
import { CURRENCY, type Won } from '../money.ts';
import type { PaymentEvent, RefundAttempted } from './events.ts';
import type { Holding } from './evidence.ts';

/** What is kept of an order that was charged. */
interface Charged {
  /** What the order costs. */
  readonly amount: Won;
  /** Every payment that is known, as it was last seen. */
  readonly charges: readonly Holding[];
  /** Refunds that were attempted so far. */
  readonly refunds: number;
  /** Payments whose money an operator has given back by other means, whatever the gateway keeps; null when nothing was settled so. */
  readonly byHand: readonly string[] | null;
}

/** The money side of an order, as far as it is known. */
export type Payment =
  | { readonly status: 'None' }
  /** An open attempt: called, no answer recorded. `unresolved` once an answer was unclear. */
  | {
      readonly status: 'Attempted';
      readonly amount: Won;
      readonly attempt: number;
      readonly key: string;
      readonly unresolved: boolean;
    }
  /** `accepted` is the reference with which an operator took another amount as the payment; null when it is the total. */
  | (Charged & { readonly status: 'Approved'; readonly paymentId: string; readonly accepted: string | null })
  /** `refusal` as in PaymentDisputed. */
  | (Charged & { readonly status: 'Disputed'; readonly refusal: string | null })
  | { readonly status: 'Declined'; readonly amount: Won; readonly code: string }
  | { readonly status: 'Voided'; readonly amount: Won }
  | (Charged & { readonly status: 'RefundAttempted'; readonly claim: RefundAttempted['data'] })
  | (Charged & { readonly status: 'Refunded'; readonly paymentId: string })
  | (Charged & {
      readonly status: 'RefundFailed';
      readonly kept: Won;
      readonly paymentId: string;
      readonly code: string;
    })
  /** A charge that shows up afterwards is not among what was settled: it is a question to a person. */
  | (Charged & { readonly status: 'SettledManually'; readonly reference: string });

/** What callers see of a payment. */
export const PAYMENT_STATUSES = [
  'Pending',
  'Paid',
  'Failed',
  'Unresolved',
  'Disputed',
  'Voided',
  'RefundPending',
  'Refunded',
  'RefundFailed',
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** What callers see of a payment once an event has happened to it; null where that stays as it was. */
export const PAYMENT_STATUS_AFTER: Readonly<Record<PaymentEvent['type'], PaymentStatus | null>> = {
  // An attempt leaves the payment pending, or unresolved as it was.
  PaymentAttempted: null,
  PaymentApproved: 'Paid',
  PaymentAccepted: 'Paid',
  PaymentDeclined: 'Failed',
  PaymentUnresolved: 'Unresolved',
  PaymentDisputed: 'Disputed',
  PaymentVoided: 'Voided',
  RefundAttempted: 'RefundPending',
  RefundApproved: 'Refunded',
  RefundFailed: 'RefundFailed',
  RefundSettledManually: 'Refunded',
};

export const initialPayment: Payment = { status: 'None' };

/** Every payment that the stream knows of; empty before there was one. */
export function chargesOf(payment: Payment): readonly Holding[] {
  return 'charges' in payment ? payment.charges : [];
}

/** True when an operator has given back, by other means, what the gateway keeps by this payment. */
export function isSettledByHand(payment: Payment, paymentId: string): boolean {
  return settledByHandOf(payment)?.includes(paymentId) ?? false;
}

/** True when a charge has shown up that was not known when the order's money was settled by hand. */
export function isQuestionAfterSettlement(payment: Payment): boolean {
  return payment.status === 'Disputed' && payment.byHand !== null;
}

/** The payments that were settled by hand; null when nothing was. */
function settledByHandOf(payment: Payment): readonly string[] | null {
  return 'byHand' in payment ? payment.byHand : null;
}

/** The payment after one more event. */
export function evolvePayment(payment: Payment, event: PaymentEvent): Payment {
  switch (event.type) {
    case 'PaymentAttempted': {
      // A further attempt at an unresolved charge does not make its outcome clear.
      const unresolved = payment.status === 'Attempted' && payment.unresolved;
      return { status: 'Attempted', ...event.data, unresolved };
    }
    case 'PaymentUnresolved':
      return payment.status === 'Attempted' ? { ...payment, unresolved: true } : payment;
    case 'PaymentApproved': {
      const { amount, paymentId } = event.data;
      const charges = [{ paymentId, amount, refunded: 0, currency: CURRENCY }];
      return { status: 'Approved', ...chargedOf(payment, amount), amount, charges, paymentId, accepted: null };
    }
    case 'PaymentDisputed': {
      const { amount, charges, refusal } = event.data;
      return { status: 'Disputed', ...chargedOf(payment, amount), amount, charges, refusal };
    }
    case 'PaymentAccepted': {
      const { amount, paymentId, reference } = event.data;
      return { status: 'Approved', ...chargedOf(payment, amount), paymentId, accepted: reference };
    }
    case 'PaymentDeclined':
      return { status: 'Declined', ...event.data };
    case 'PaymentVoided':
      return { status: 'Voided', ...event.data };
    case 'RefundAttempted': {
      const { amount, paymentId, attempt } = event.data;
      const { charges, ...known } = chargedOf(payment, amount);
      const isKnown = charges.some((charge) => charge.paymentId === paymentId);
      const found = { paymentId, amount, refunded: 0, currency: CURRENCY };
      return {
        status: 'RefundAttempted',
        ...known,
        charges: isKnown ? charges : [...charges, found],
        refunds: attempt,
        claim: event.data,
      };
    }
    case 'RefundApproved':
      return { status: 'Refunded', ...chargedOf(payment, event.data.amount), paymentId: event.data.paymentId };
    case 'RefundFailed': {
      const { amount: kept, paymentId, code } = event.data;
      return { status: 'RefundFailed', ...chargedOf(payment, kept), kept, paymentId, code };
    }
    case 'RefundSettledManually': {
      const { amount, reference } = event.data;
      const known = chargedOf(payment, amount);
      const byHand = [...(known.byHand ?? []), ...known.charges.map(({ paymentId }) => paymentId)];
      return { status: 'SettledManually', ...known, byHand, reference };
    }
    default:
      return unknownEvent(payment, event);
  }
}

/** What was known before, or only that much money is concerned. */
function chargedOf(payment: Payment, amount: Won): Charged {
  if (!('charges' in payment))
    return { amount: 'amount' in payment ? payment.amount : amount, charges: [], refunds: 0, byHand: null };
  const { charges, refunds, byHand } = payment;
  return { amount: payment.amount, charges, refunds, byHand };
}

/** The status that callers see. A refund settled by hand counts as refunded: the customer has the money. */
export function paymentStatusOf(payment: Payment): PaymentStatus {
  switch (payment.status) {
    case 'None':
      return 'Pending';
    case 'Attempted':
      return payment.unresolved ? 'Unresolved' : 'Pending';
    case 'Approved':
      return 'Paid';
    case 'Disputed':
      return 'Disputed';
    case 'Declined':
      return 'Failed';
    case 'Voided':
      return 'Voided';
    case 'RefundAttempted':
      return 'RefundPending';
    case 'Refunded':
    case 'SettledManually':
      return 'Refunded';
    case 'RefundFailed':
      return 'RefundFailed';
    default:
      return payment satisfies never;
  }
}
