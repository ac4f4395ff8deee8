import { type Decider, type Decision, nothing, reject } from '../decider.ts';
import type { OrderId } from '../ids.ts';
import type { Won } from '../money.ts';
import type { PaymentEvent } from './events.ts';
import { evolvePayment, initialPayment, type Payment } from './payment.ts';

/**
 * Claims the right to call the gateway. On an open attempt it claims a further call with the same key, which the process may
 * ask for only after the gateway has said that it knows no charge of this order.
 */
export interface AttemptCharge {
  readonly type: 'AttemptCharge';
  readonly orderId: OrderId;
  readonly amount: Won;
}

/** The gateway has said that the charge exists. Also right after a void: then the charge showed up late. */
export interface RecordApproval {
  readonly type: 'RecordApproval';
  readonly paymentId: string;
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

/** Claims the right to ask for the money back. A further attempt uses a new key, after the old key has expired. */
export interface AttemptRefund {
  readonly type: 'AttemptRefund';
  readonly orderId: OrderId;
  readonly previousKeyExpired: boolean;
}

export interface RecordRefundApproval {
  readonly type: 'RecordRefundApproval';
  readonly refundId: string | null;
}

export interface RecordRefundFailure {
  readonly type: 'RecordRefundFailure';
  readonly code: string;
}

/** An operator has given the money back by other means. */
export interface SettleRefundManually {
  readonly type: 'SettleRefundManually';
  readonly reference: string;
}

export type PaymentCommand =
  | AttemptCharge
  | RecordApproval
  | RecordDecline
  | RecordUnresolved
  | VoidPayment
  | AttemptRefund
  | RecordRefundApproval
  | RecordRefundFailure
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

function attemptCharge({ orderId, amount }: AttemptCharge, payment: Payment): Decision<PaymentEvent> {
  if (payment.status !== 'None' && payment.status !== 'Attempted') return settled;
  if (payment.status === 'Attempted' && payment.amount !== amount) {
    return reject('AMOUNT_MISMATCH', 'An attempt with another amount is open.');
  }
  const attempt = payment.status === 'Attempted' ? payment.attempt + 1 : 1;
  return [{ type: 'PaymentAttempted', data: { amount, attempt, key: chargeKey(orderId) } }];
}

function recordApproval({ paymentId, amount }: RecordApproval, payment: Payment): Decision<PaymentEvent> {
  switch (payment.status) {
    case 'None':
      return notAttempted;
    case 'Attempted':
    case 'Voided':
      return payment.amount === amount
        ? [{ type: 'PaymentApproved', data: { amount, paymentId } }]
        : reject('AMOUNT_MISMATCH', 'The gateway has charged another amount than the order costs.');
    case 'Approved':
    case 'RefundAttempted':
    case 'Refunded':
    case 'RefundFailed':
      return payment.paymentId === paymentId ? nothing : settled;
    case 'Declined':
    case 'SettledManually':
      return settled;
    default:
      return payment satisfies never;
  }
}

function recordDecline({ code }: RecordDecline, payment: Payment): Decision<PaymentEvent> {
  if (payment.status === 'None') return notAttempted;
  if (payment.status === 'Declined') return nothing;
  if (payment.status !== 'Attempted') return settled;
  return [{ type: 'PaymentDeclined', data: { amount: payment.amount, code } }];
}

function recordUnresolved({ cause }: RecordUnresolved, payment: Payment): Decision<PaymentEvent> {
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

function attemptRefund({ orderId, previousKeyExpired }: AttemptRefund, payment: Payment): Decision<PaymentEvent> {
  if (payment.status === 'RefundAttempted' && !previousKeyExpired) return nothing;
  if (payment.status !== 'Approved' && payment.status !== 'RefundAttempted') {
    return reject('PAYMENT_NOT_APPROVED', 'Only money that was taken can be given back.');
  }
  const { amount, paymentId } = payment;
  const attempt = payment.status === 'RefundAttempted' ? payment.attempt + 1 : 1;
  return [{ type: 'RefundAttempted', data: { amount, attempt, key: refundKey(orderId, attempt), paymentId } }];
}

function recordRefundApproval({ refundId }: RecordRefundApproval, payment: Payment): Decision<PaymentEvent> {
  if (payment.status === 'Refunded') return nothing;
  if (payment.status !== 'RefundAttempted' && payment.status !== 'RefundFailed') {
    return reject('REFUND_NOT_OPEN', 'No refund of this order is open.');
  }
  const { amount, paymentId } = payment;
  return [{ type: 'RefundApproved', data: { amount, paymentId, refundId } }];
}

function recordRefundFailure({ code }: RecordRefundFailure, payment: Payment): Decision<PaymentEvent> {
  if (payment.status === 'RefundFailed') return nothing;
  if (payment.status !== 'RefundAttempted') return reject('REFUND_NOT_OPEN', 'No refund of this order is open.');
  const { amount, paymentId } = payment;
  return [{ type: 'RefundFailed', data: { amount, paymentId, code } }];
}

function settleManually({ reference }: SettleRefundManually, payment: Payment): Decision<PaymentEvent> {
  if (payment.status === 'SettledManually' && payment.reference === reference) return nothing;
  if (payment.status !== 'RefundFailed') {
    return reject('REFUND_NOT_FAILED', 'Only a refund that the gateway refused for good is settled by hand.');
  }
  return [{ type: 'RefundSettledManually', data: { amount: payment.amount, reference } }];
}

function decide(command: PaymentCommand, payment: Payment): Decision<PaymentEvent> {
  switch (command.type) {
    case 'AttemptCharge':
      return attemptCharge(command, payment);
    case 'RecordApproval':
      return recordApproval(command, payment);
    case 'RecordDecline':
      return recordDecline(command, payment);
    case 'RecordUnresolved':
      return recordUnresolved(command, payment);
    case 'VoidPayment':
      return voidPayment(command, payment);
    case 'AttemptRefund':
      return attemptRefund(command, payment);
    case 'RecordRefundApproval':
      return recordRefundApproval(command, payment);
    case 'RecordRefundFailure':
      return recordRefundFailure(command, payment);
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
