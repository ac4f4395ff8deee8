import { chargeKey, type PaymentCommand, type PaymentEvent, refundKey } from '../../../src/domain/payment/index.ts';
import { ORDER_ID } from '../../support/builders.ts';
import type { OneOfEach } from '../../support/given.ts';

const amount = 90_000;
const paymentId = 'payment-1';

/** One event of each type, as they are told of a payment in these tests. */
export const paymentEvents: OneOfEach<PaymentEvent> = {
  PaymentAttempted: { type: 'PaymentAttempted', data: { amount, attempt: 1, key: chargeKey(ORDER_ID) } },
  PaymentApproved: { type: 'PaymentApproved', data: { amount, paymentId } },
  PaymentDeclined: { type: 'PaymentDeclined', data: { amount, code: 'DECLINED' } },
  PaymentUnresolved: { type: 'PaymentUnresolved', data: { amount, attempt: 1, cause: 'no answer' } },
  PaymentVoided: { type: 'PaymentVoided', data: { amount } },
  RefundAttempted: { type: 'RefundAttempted', data: { amount, attempt: 1, key: refundKey(ORDER_ID, 1), paymentId } },
  RefundApproved: { type: 'RefundApproved', data: { amount, paymentId, refundId: 'refund-1' } },
  RefundFailed: { type: 'RefundFailed', data: { amount, paymentId, code: 'REFUND_REFUSED' } },
  RefundSettledManually: { type: 'RefundSettledManually', data: { amount, reference: 'bank-transfer-1' } },
};

/** The commands that lead to those events. */
export const paymentCommands: OneOfEach<PaymentCommand> = {
  AttemptCharge: { type: 'AttemptCharge', orderId: ORDER_ID, amount },
  RecordApproval: { type: 'RecordApproval', paymentId, amount },
  RecordDecline: { type: 'RecordDecline', code: 'DECLINED' },
  RecordUnresolved: { type: 'RecordUnresolved', cause: 'no answer' },
  VoidPayment: { type: 'VoidPayment', amount },
  AttemptRefund: { type: 'AttemptRefund', orderId: ORDER_ID, previousKeyExpired: false },
  RecordRefundApproval: { type: 'RecordRefundApproval', refundId: 'refund-1' },
  RecordRefundFailure: { type: 'RecordRefundFailure', code: 'REFUND_REFUSED' },
  SettleRefundManually: { type: 'SettleRefundManually', reference: 'bank-transfer-1' },
};
