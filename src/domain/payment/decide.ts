import type { Decider, Decision } from '../decider.ts';
import { type AcceptDispute, acceptDispute, type SettleRefundManually, settleManually } from './decisions/by-hand.ts';
import {
  type AttemptCharge,
  attemptCharge,
  type RecordDecline,
  type RecordUnresolved,
  recordDecline,
  recordUnresolved,
  type VoidPayment,
  voidPayment,
} from './decisions/charge.ts';
import { type RecordEvidence, recordEvidence } from './decisions/evidence.ts';
import {
  type AttemptRefund,
  attemptRefund,
  type RecordRefundFailure,
  recordRefundFailure,
} from './decisions/refund.ts';
import type { PaymentEvent } from './events.ts';
import { evolvePayment, initialPayment, type Payment } from './payment.ts';

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
