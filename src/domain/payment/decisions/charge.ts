import { type Decision, nothing, reject } from '../../decider.ts';
import type { OrderId } from '../../ids.ts';
import type { Won } from '../../money.ts';
import type { PaymentEvent } from '../events.ts';
import type { Payment } from '../payment.ts';

/** Claims the right to call the gateway. A call that is repeated with the same key needs no claim of its own. */
export interface AttemptCharge {
  readonly type: 'AttemptCharge';
  readonly orderId: OrderId;
  readonly amount: Won;
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

/** One key for all charge calls of an order: the gateway answers a repeat with the first charge. */
export function chargeKey(orderId: OrderId): string {
  return `charge:${orderId}`;
}

export const settled = reject('PAYMENT_ALREADY_SETTLED', 'The payment has an outcome already.');
export const notAttempted = reject('PAYMENT_NOT_ATTEMPTED', 'No charge of this order was attempted.');

export function attemptCharge({ orderId, amount }: AttemptCharge, payment: Payment): Decision<PaymentEvent> {
  if (payment.status === 'Attempted') {
    return payment.amount === amount ? nothing : reject('AMOUNT_MISMATCH', 'An attempt with another amount is open.');
  }
  if (payment.status !== 'None') return settled;
  return [{ type: 'PaymentAttempted', data: { amount, attempt: 1, key: chargeKey(orderId) } }];
}

export function recordDecline({ code }: RecordDecline, payment: Payment): Decision<PaymentEvent> {
  if (payment.status === 'None') return notAttempted;
  if (payment.status === 'Declined') return nothing;
  if (payment.status !== 'Attempted') return settled;
  return [{ type: 'PaymentDeclined', data: { amount: payment.amount, code } }];
}

export function recordUnresolved({ cause }: Pick<RecordUnresolved, 'cause'>, payment: Payment): Decision<PaymentEvent> {
  if (payment.status === 'None') return notAttempted;
  if (payment.status !== 'Attempted') return settled;
  if (payment.unresolved) return nothing;
  return [{ type: 'PaymentUnresolved', data: { amount: payment.amount, attempt: payment.attempt, cause } }];
}

export function voidPayment({ amount }: VoidPayment, payment: Payment): Decision<PaymentEvent> {
  if (payment.status === 'Voided') return nothing;
  if (payment.status === 'None' || payment.status === 'Attempted') return [{ type: 'PaymentVoided', data: { amount } }];
  return settled;
}
