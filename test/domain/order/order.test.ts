import { describe, it } from '@jest/globals';
import { orderDecider } from '../../../src/domain/order/index.ts';
import { given, nothingHappens, rejects, specify } from '../../support/given.ts';
import { orderCommands, orderEvents } from '../examples/order.ts';

const {
  OrderPlaced,
  OrderPaid,
  OrderPaymentFailed,
  OrderCancellationRequested,
  OrderCancellationRefused,
  OrderCancelled,
  OrderCompleted,
} = orderEvents;

const paid = [OrderPlaced, OrderPaid];

describe('Order', () => {
  specify({
    decider: orderDecider,
    given: {
      'no order': [],
      placed: [OrderPlaced],
      'placed, a cancellation open': [OrderPlaced, OrderCancellationRequested],
      paid,
      'paid, a cancellation open': [...paid, OrderCancellationRequested],
      'paid, a cancellation refused': [...paid, OrderCancellationRequested, OrderCancellationRefused],
      'payment failed': [OrderPlaced, OrderPaymentFailed],
      cancelled: [...paid, OrderCancellationRequested, OrderCancelled],
      completed: [...paid, OrderCompleted],
    },
    when: orderCommands,
    outcomes: {
      'no order': {
        PlaceOrder: [OrderPlaced],
        ConfirmPayment: rejects('ORDER_NOT_FOUND'),
        FailPayment: rejects('ORDER_NOT_FOUND'),
        RequestCancellation: rejects('ORDER_NOT_FOUND'),
        RefuseCancellation: rejects('ORDER_NOT_FOUND'),
        CancelOrder: rejects('ORDER_NOT_FOUND'),
        CompleteOrder: rejects('ORDER_NOT_FOUND'),
      },
      placed: {
        PlaceOrder: rejects('ORDER_EXISTS'),
        ConfirmPayment: [OrderPaid],
        FailPayment: [OrderPaymentFailed],
        RequestCancellation: [OrderCancellationRequested],
        RefuseCancellation: nothingHappens,
        CancelOrder: [OrderCancelled],
        CompleteOrder: rejects('ORDER_NOT_PAID'),
      },
      'placed, a cancellation open': {
        PlaceOrder: rejects('ORDER_EXISTS'),
        ConfirmPayment: rejects('CANCELLATION_OPEN'),
        FailPayment: rejects('CANCELLATION_OPEN'),
        RequestCancellation: nothingHappens,
        RefuseCancellation: [OrderCancellationRefused],
        CancelOrder: [OrderCancelled],
        CompleteOrder: rejects('ORDER_NOT_PAID'),
      },
      paid: {
        PlaceOrder: rejects('ORDER_EXISTS'),
        ConfirmPayment: nothingHappens,
        FailPayment: rejects('ORDER_NOT_AWAITING_PAYMENT'),
        RequestCancellation: [OrderCancellationRequested],
        RefuseCancellation: nothingHappens,
        CancelOrder: [OrderCancelled],
        CompleteOrder: [OrderCompleted],
      },
      'paid, a cancellation open': {
        PlaceOrder: rejects('ORDER_EXISTS'),
        ConfirmPayment: nothingHappens,
        FailPayment: rejects('ORDER_NOT_AWAITING_PAYMENT'),
        RequestCancellation: nothingHappens,
        RefuseCancellation: [OrderCancellationRefused],
        CancelOrder: [OrderCancelled],
        CompleteOrder: rejects('CANCELLATION_OPEN'),
      },
      'paid, a cancellation refused': {
        PlaceOrder: rejects('ORDER_EXISTS'),
        ConfirmPayment: nothingHappens,
        FailPayment: rejects('ORDER_NOT_AWAITING_PAYMENT'),
        RequestCancellation: [OrderCancellationRequested],
        RefuseCancellation: nothingHappens,
        CancelOrder: [OrderCancelled],
        CompleteOrder: [OrderCompleted],
      },
      'payment failed': {
        PlaceOrder: rejects('ORDER_EXISTS'),
        ConfirmPayment: rejects('ORDER_NOT_AWAITING_PAYMENT'),
        FailPayment: nothingHappens,
        RequestCancellation: rejects('ORDER_NOT_CANCELLABLE'),
        RefuseCancellation: nothingHappens,
        CancelOrder: rejects('ORDER_NOT_CANCELLABLE'),
        CompleteOrder: rejects('ORDER_NOT_PAID'),
      },
      cancelled: {
        PlaceOrder: rejects('ORDER_EXISTS'),
        ConfirmPayment: rejects('ORDER_NOT_AWAITING_PAYMENT'),
        FailPayment: rejects('ORDER_NOT_AWAITING_PAYMENT'),
        RequestCancellation: nothingHappens,
        RefuseCancellation: rejects('ORDER_CANCELLED'),
        CancelOrder: nothingHappens,
        CompleteOrder: rejects('ORDER_NOT_PAID'),
      },
      completed: {
        PlaceOrder: rejects('ORDER_EXISTS'),
        ConfirmPayment: nothingHappens,
        FailPayment: rejects('ORDER_NOT_AWAITING_PAYMENT'),
        RequestCancellation: rejects('ORDER_NOT_CANCELLABLE'),
        RefuseCancellation: nothingHappens,
        CancelOrder: rejects('ORDER_NOT_CANCELLABLE'),
        CompleteOrder: nothingHappens,
      },
    },
  });

  it('is paid by its exact total only', () => {
    const tooMuch = { type: 'ConfirmPayment', paymentId: 'payment-1', amount: 90_001 } as const;
    given(orderDecider, [OrderPlaced]).when(tooMuch).leadsTo(rejects('AMOUNT_MISMATCH'));
  });

  it('is placed at the prices of the menu, with the delivery fee in its total', () => {
    const withFee = { ...orderCommands.PlaceOrder, deliveryFee: 3_000, confirmedTotal: 93_000 };
    given(orderDecider, [])
      .when(withFee)
      .leadsTo([{ type: 'OrderPlaced', data: { ...OrderPlaced.data, deliveryFee: 3_000, total: 93_000 } }]);
  });
});
