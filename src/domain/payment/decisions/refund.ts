import { type Decision, nothing, reject } from '../../decider.ts';
import type { OrderId } from '../../ids.ts';
import type { Won } from '../../money.ts';
import type { OrderStanding } from '../../order-standing.ts';
import type { PaymentEvent } from '../events.ts';
import { type Evidence, keptOf, sumOf } from '../evidence.ts';
import { isQuestionAfterSettlement, type Payment } from '../payment.ts';
import { settled } from './charge.ts';
import { dispute } from './evidence.ts';

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

/** One key for all calls of one refund attempt. */
export function refundKey(orderId: OrderId, attempt: number): string {
  return `refund:${orderId}:${attempt}`;
}

const refundNotOpen = reject('REFUND_NOT_OPEN', 'No refund of this order is open.');

export function attemptRefund(
  { orderId, paymentId, amount, renew }: AttemptRefund,
  payment: Payment,
): Decision<PaymentEvent> {
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

export function recordRefundFailure(
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
