import { describe, expect, it } from '@jest/globals';
import { fold } from '../../src/domain/decider.ts';
import { type OrderEvent, orderDecider } from '../../src/domain/order/index.ts';
import { hasEnded } from '../../src/domain/order-end.ts';
import { type PaymentEvent, paymentDecider } from '../../src/domain/payment/index.ts';
import { orderEvents } from './examples/order.ts';
import { paymentEvents } from './examples/payment.ts';

const { OrderPlaced, OrderPaid, OrderCompleted, OrderCancelled, OrderPaymentFailed } = orderEvents;
const {
  PaymentAttempted,
  PaymentApproved,
  PaymentDeclined,
  PaymentVoided,
  RefundAttempted,
  RefundApproved,
  RefundFailed,
} = paymentEvents;

describe('an order has ended', () => {
  const cases: readonly (readonly [string, boolean, readonly OrderEvent[], readonly PaymentEvent[]])[] = [
    ['that was just placed', false, [OrderPlaced], []],
    ['that is paid and on its way', false, [OrderPlaced, OrderPaid], [PaymentAttempted, PaymentApproved]],
    [
      'that was delivered and paid',
      true,
      [OrderPlaced, OrderPaid, OrderCompleted],
      [PaymentAttempted, PaymentApproved],
    ],
    ['that was declined', true, [OrderPlaced, OrderPaymentFailed], [PaymentAttempted, PaymentDeclined]],
    ['that was cancelled before it was charged', true, [OrderPlaced, OrderCancelled], [PaymentVoided]],
    ['that was cancelled while a charge is unclear', false, [OrderPlaced, OrderCancelled], [PaymentAttempted]],
    [
      'whose money has to go back',
      false,
      [OrderPlaced, OrderPaid, OrderCancelled],
      [PaymentAttempted, PaymentApproved],
    ],
    [
      'whose money is on its way back',
      false,
      [OrderPlaced, OrderPaid, OrderCancelled],
      [PaymentAttempted, PaymentApproved, RefundAttempted],
    ],
    [
      'whose money can’t go back by itself',
      false,
      [OrderPlaced, OrderPaid, OrderCancelled],
      [PaymentAttempted, PaymentApproved, RefundAttempted, RefundFailed],
    ],
    [
      'whose money is back',
      true,
      [OrderPlaced, OrderPaid, OrderCancelled],
      [PaymentAttempted, PaymentApproved, RefundAttempted, RefundApproved],
    ],
  ];

  it.each(cases)('%s: %s', (_, expected, order, payment) => {
    expect(hasEnded(fold(orderDecider, order), fold(paymentDecider, payment))).toBe(expected);
  });
});
