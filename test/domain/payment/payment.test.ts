import { describe, expect, it } from '@jest/globals';
import { fold } from '../../../src/domain/decider.ts';
import {
  chargeKey,
  type PaymentEvent,
  paymentDecider,
  paymentStatusOf,
  refundKey,
} from '../../../src/domain/payment/index.ts';
import { ORDER_ID } from '../../support/builders.ts';
import { given, nothingHappens, rejects, specify } from '../../support/given.ts';
import { paymentCommands, paymentEvents } from '../examples/payment.ts';

const {
  PaymentAttempted,
  PaymentApproved,
  PaymentDeclined,
  PaymentUnresolved,
  PaymentVoided,
  RefundAttempted,
  RefundApproved,
  RefundFailed,
  RefundSettledManually,
} = paymentEvents;

const approved = [PaymentAttempted, PaymentApproved];
const refundOpen = [...approved, RefundAttempted];
const refundFailed = [...refundOpen, RefundFailed];
const secondCharge: PaymentEvent = { type: 'PaymentAttempted', data: { ...PaymentAttempted.data, attempt: 2 } };
const secondRefund: PaymentEvent = {
  type: 'RefundAttempted',
  data: { ...RefundAttempted.data, attempt: 2, key: refundKey(ORDER_ID, 2) },
};

/** What every command about the charge meets once the charge has its outcome. */
const settledCharge = {
  AttemptCharge: rejects('PAYMENT_ALREADY_SETTLED'),
  RecordApproval: rejects('PAYMENT_ALREADY_SETTLED'),
  RecordDecline: rejects('PAYMENT_ALREADY_SETTLED'),
  RecordUnresolved: rejects('PAYMENT_ALREADY_SETTLED'),
  VoidPayment: rejects('PAYMENT_ALREADY_SETTLED'),
};
/** What every command about the refund meets while there is nothing to refund. */
const nothingToRefund = {
  AttemptRefund: rejects('PAYMENT_NOT_APPROVED'),
  'AttemptRefund with a new key': rejects('PAYMENT_NOT_APPROVED'),
  RecordRefundApproval: rejects('REFUND_NOT_OPEN'),
  RecordRefundFailure: rejects('REFUND_NOT_OPEN'),
  SettleRefundManually: rejects('REFUND_NOT_FAILED'),
};

const histories = {
  'no attempt': [],
  attempted: [PaymentAttempted],
  unresolved: [PaymentAttempted, PaymentUnresolved],
  approved,
  declined: [PaymentAttempted, PaymentDeclined],
  'voided before an attempt': [PaymentVoided],
  'approved after a void': [PaymentAttempted, PaymentVoided, PaymentApproved],
  'refund attempted': refundOpen,
  refunded: [...refundOpen, RefundApproved],
  'refund failed': refundFailed,
  'settled by hand': [...refundFailed, RefundSettledManually],
} satisfies Record<string, readonly PaymentEvent[]>;

describe('Payment', () => {
  specify({
    decider: paymentDecider,
    given: histories,
    when: {
      ...paymentCommands,
      'AttemptRefund with a new key': { ...paymentCommands.AttemptRefund, previousKeyExpired: true },
    },
    outcomes: {
      'no attempt': {
        AttemptCharge: [PaymentAttempted],
        RecordApproval: rejects('PAYMENT_NOT_ATTEMPTED'),
        RecordDecline: rejects('PAYMENT_NOT_ATTEMPTED'),
        RecordUnresolved: rejects('PAYMENT_NOT_ATTEMPTED'),
        VoidPayment: [PaymentVoided],
        ...nothingToRefund,
      },
      attempted: {
        AttemptCharge: [secondCharge],
        RecordApproval: [PaymentApproved],
        RecordDecline: [PaymentDeclined],
        RecordUnresolved: [PaymentUnresolved],
        VoidPayment: [PaymentVoided],
        ...nothingToRefund,
      },
      unresolved: {
        AttemptCharge: [secondCharge],
        RecordApproval: [PaymentApproved],
        RecordDecline: [PaymentDeclined],
        RecordUnresolved: nothingHappens,
        VoidPayment: [PaymentVoided],
        ...nothingToRefund,
      },
      approved: {
        ...settledCharge,
        RecordApproval: nothingHappens,
        AttemptRefund: [RefundAttempted],
        'AttemptRefund with a new key': [RefundAttempted],
        RecordRefundApproval: rejects('REFUND_NOT_OPEN'),
        RecordRefundFailure: rejects('REFUND_NOT_OPEN'),
        SettleRefundManually: rejects('REFUND_NOT_FAILED'),
      },
      declined: { ...settledCharge, RecordDecline: nothingHappens, ...nothingToRefund },
      'voided before an attempt': {
        ...settledCharge,
        RecordApproval: [PaymentApproved],
        VoidPayment: nothingHappens,
        ...nothingToRefund,
      },
      'approved after a void': {
        ...settledCharge,
        RecordApproval: nothingHappens,
        AttemptRefund: [RefundAttempted],
        'AttemptRefund with a new key': [RefundAttempted],
        RecordRefundApproval: rejects('REFUND_NOT_OPEN'),
        RecordRefundFailure: rejects('REFUND_NOT_OPEN'),
        SettleRefundManually: rejects('REFUND_NOT_FAILED'),
      },
      'refund attempted': {
        ...settledCharge,
        RecordApproval: nothingHappens,
        AttemptRefund: nothingHappens,
        'AttemptRefund with a new key': [secondRefund],
        RecordRefundApproval: [RefundApproved],
        RecordRefundFailure: [RefundFailed],
        SettleRefundManually: rejects('REFUND_NOT_FAILED'),
      },
      refunded: {
        ...settledCharge,
        ...nothingToRefund,
        RecordApproval: nothingHappens,
        RecordRefundApproval: nothingHappens,
      },
      'refund failed': {
        ...settledCharge,
        ...nothingToRefund,
        RecordApproval: nothingHappens,
        RecordRefundApproval: [RefundApproved],
        RecordRefundFailure: nothingHappens,
        SettleRefundManually: [RefundSettledManually],
      },
      'settled by hand': { ...settledCharge, ...nothingToRefund, SettleRefundManually: nothingHappens },
    },
  });

  it.each([
    ['an open attempt', { ...paymentCommands.AttemptCharge, amount: 45_000 }],
    ['an approval', { ...paymentCommands.RecordApproval, amount: 45_000 }],
  ])('has one amount: %s with another is rejected', (_what, command) => {
    given(paymentDecider, [PaymentAttempted]).when(command).leadsTo(rejects('AMOUNT_MISMATCH'));
  });

  it('is approved once: another charge of the same order is not taken for the first', () => {
    const another = { ...paymentCommands.RecordApproval, paymentId: 'payment-2' };
    given(paymentDecider, approved).when(another).leadsTo(rejects('PAYMENT_ALREADY_SETTLED'));
  });

  it('is settled by hand once: another reference comes too late', () => {
    given(paymentDecider, histories['settled by hand'])
      .when({ type: 'SettleRefundManually', reference: 'bank-transfer-2' })
      .leadsTo(rejects('REFUND_NOT_FAILED'));
  });

  it('stays unresolved through a further attempt', () => {
    const payment = fold(paymentDecider, [PaymentAttempted, PaymentUnresolved, secondCharge]);
    expect(paymentStatusOf(payment)).toBe('Unresolved');
  });

  it('has one key for all charges of an order, and one for each refund attempt', () => {
    expect(chargeKey(ORDER_ID)).toBe('charge:order-1');
    expect(refundKey(ORDER_ID, 2)).toBe('refund:order-1:2');
  });

  it.each([
    ['no attempt', 'Pending'],
    ['attempted', 'Pending'],
    ['unresolved', 'Unresolved'],
    ['approved', 'Paid'],
    ['declined', 'Failed'],
    ['voided before an attempt', 'Voided'],
    ['approved after a void', 'Paid'],
    ['refund attempted', 'RefundPending'],
    ['refunded', 'Refunded'],
    ['refund failed', 'RefundFailed'],
    ['settled by hand', 'Refunded'],
  ] as const)('shows callers: %s as %s', (history, status) => {
    expect(paymentStatusOf(fold(paymentDecider, histories[history]))).toBe(status);
  });
});
