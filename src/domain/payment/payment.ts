import { unknownEvent } from '../decider.ts';
import type { Won } from '../money.ts';
import type { PaymentEvent } from './events.ts';

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
  | { readonly status: 'Approved'; readonly amount: Won; readonly paymentId: string }
  | { readonly status: 'Declined'; readonly amount: Won; readonly code: string }
  | { readonly status: 'Voided'; readonly amount: Won }
  | {
      readonly status: 'RefundAttempted';
      readonly amount: Won;
      readonly paymentId: string;
      readonly attempt: number;
      readonly key: string;
    }
  | { readonly status: 'Refunded'; readonly amount: Won; readonly paymentId: string }
  | { readonly status: 'RefundFailed'; readonly amount: Won; readonly paymentId: string; readonly code: string }
  | { readonly status: 'SettledManually'; readonly amount: Won; readonly reference: string };

/** What callers see of a payment. */
export type PaymentStatus =
  | 'Pending'
  | 'Paid'
  | 'Failed'
  | 'Unresolved'
  | 'Voided'
  | 'RefundPending'
  | 'Refunded'
  | 'RefundFailed';

export const initialPayment: Payment = { status: 'None' };

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
    case 'PaymentApproved':
      return { status: 'Approved', ...event.data };
    case 'PaymentDeclined':
      return { status: 'Declined', ...event.data };
    case 'PaymentVoided':
      return { status: 'Voided', ...event.data };
    case 'RefundAttempted':
      return { status: 'RefundAttempted', ...event.data };
    case 'RefundApproved':
      return { status: 'Refunded', amount: event.data.amount, paymentId: event.data.paymentId };
    case 'RefundFailed':
      return { status: 'RefundFailed', ...event.data };
    case 'RefundSettledManually':
      return { status: 'SettledManually', ...event.data };
    default:
      return unknownEvent(payment, event);
  }
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
