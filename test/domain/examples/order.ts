import type { OrderCommand, OrderEvent } from '../../../src/domain/order/index.ts';
import { aRoseOrder, menuOf, roses } from '../../support/builders.ts';
import type { OneOfEach } from '../../support/given.ts';

/** One event of each type, as they are told of an order in these tests. */
export const orderEvents: OneOfEach<OrderEvent> = {
  OrderPlaced: { type: 'OrderPlaced', data: aRoseOrder },
  OrderPaid: { type: 'OrderPaid', data: { paymentId: 'payment-1', amount: 90_000 } },
  OrderPaymentFailed: { type: 'OrderPaymentFailed', data: { code: 'DECLINED' } },
  OrderCancellationRequested: { type: 'OrderCancellationRequested', data: { by: 'customer', reason: 'wrong day' } },
  OrderCancellationRefused: { type: 'OrderCancellationRefused', data: { code: 'DELIVERY_ALREADY_STARTED' } },
  OrderCancelled: { type: 'OrderCancelled', data: { by: 'customer', reason: 'wrong day' } },
  OrderCompleted: { type: 'OrderCompleted', data: {} },
};

const { items: _items, deliveryFee, total, ...details } = aRoseOrder;

/** The commands that lead to those events. */
export const orderCommands: OneOfEach<OrderCommand> = {
  PlaceOrder: {
    type: 'PlaceOrder',
    menu: menuOf({ rose: roses }),
    lines: [{ menuItemId: 'rose', quantity: 2 }],
    deliveryFee,
    confirmedTotal: total,
    details,
    now: { day: '2026-05-08', time: '12:00' },
    unpaidBefore: [],
  },
  ConfirmPayment: { type: 'ConfirmPayment', paymentId: 'payment-1', amount: 90_000 },
  FailPayment: { type: 'FailPayment', code: 'DECLINED' },
  RequestCancellation: { type: 'RequestCancellation', by: 'customer', reason: 'wrong day' },
  RefuseCancellation: { type: 'RefuseCancellation' },
  CancelOrder: { type: 'CancelOrder', by: 'customer', reason: 'wrong day' },
  CompleteOrder: { type: 'CompleteOrder' },
};
