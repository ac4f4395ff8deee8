import {
  chargeKey,
  type Evidence,
  type Holding,
  type PaymentCommand,
  type PaymentEvent,
  refundKey,
} from '../../../src/domain/payment/index.ts';
import { ORDER_ID } from '../../support/builders.ts';
import type { OneOfEach } from '../../support/given.ts';

const amount = 90_000;
const paymentId = 'payment-1';
const whole: Holding = { paymentId, amount, refunded: 0, currency: 'KRW' };
const less: Holding = { ...whole, amount: 50_000 };
const second: Holding = { ...whole, paymentId: 'payment-2' };

/** One event of each type, as they are told of a payment in these tests. */
export const paymentEvents: OneOfEach<PaymentEvent> = {
  PaymentAttempted: { type: 'PaymentAttempted', data: { amount, attempt: 1, key: chargeKey(ORDER_ID) } },
  PaymentApproved: { type: 'PaymentApproved', data: { amount, paymentId } },
  PaymentDeclined: { type: 'PaymentDeclined', data: { amount, code: 'DECLINED' } },
  PaymentUnresolved: { type: 'PaymentUnresolved', data: { amount, attempt: 1, cause: 'no answer' } },
  PaymentDisputed: {
    type: 'PaymentDisputed',
    data: { amount, charged: 50_000, refunded: 0, charges: [less], refusal: null },
  },
  PaymentAccepted: {
    type: 'PaymentAccepted',
    data: { amount, kept: 50_000, paymentId, reference: 'agreed by phone' },
  },
  PaymentVoided: { type: 'PaymentVoided', data: { amount } },
  RefundAttempted: { type: 'RefundAttempted', data: { amount, attempt: 1, key: refundKey(ORDER_ID, 1), paymentId } },
  RefundApproved: { type: 'RefundApproved', data: { amount, paymentId, refundId: 'refund-1' } },
  RefundFailed: { type: 'RefundFailed', data: { amount, paymentId, code: 'REFUND_REFUSED' } },
  RefundSettledManually: { type: 'RefundSettledManually', data: { amount, reference: 'bank-transfer-1' } },
};

/** What the gateway tells, as it is told in these tests. */
export const evidences = {
  none: { held: [], unclear: null },
  whole: { held: [whole], unclear: null },
  less: { held: [less], unclear: null },
  twice: { held: [whole, second], unclear: null },
  'given back': { held: [{ ...whole, refunded: amount }], unclear: null },
  'half given back': { held: [{ ...whole, refunded: 45_000 }], unclear: null },
  unclear: { held: [], unclear: 'a charge has the status pending' },
} satisfies Record<string, Evidence>;

const RecordEvidence = {
  type: 'RecordEvidence',
  evidence: evidences.whole,
  total: amount,
  standing: 'open',
} as const;

/** The commands that lead to those events. */
export const paymentCommands: OneOfEach<PaymentCommand> = {
  AttemptCharge: { type: 'AttemptCharge', orderId: ORDER_ID, amount },
  RecordEvidence,
  RecordDecline: { type: 'RecordDecline', code: 'DECLINED' },
  RecordUnresolved: { type: 'RecordUnresolved', cause: 'no answer' },
  VoidPayment: { type: 'VoidPayment', amount },
  AttemptRefund: { type: 'AttemptRefund', orderId: ORDER_ID, paymentId, amount, renew: false },
  RecordRefundFailure: {
    type: 'RecordRefundFailure',
    code: 'REFUND_REFUSED',
    evidence: evidences.whole,
    standing: 'ended',
  },
  AcceptDispute: { type: 'AcceptDispute', reference: 'agreed by phone', standing: 'open' },
  SettleRefundManually: { type: 'SettleRefundManually', reference: 'bank-transfer-1', standing: 'ended' },
};
