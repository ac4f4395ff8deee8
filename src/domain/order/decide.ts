import { type Decider, type Decision, nothing, reject } from '../decider.ts';
import type { Menu } from '../menu/menu.ts';
import type { Won } from '../money.ts';
import type { ShopTime } from '../shop-time.ts';
import type { CancelledBy, OrderEvent, OrderPlaced } from './events.ts';
import { evolveOrder, initialOrder, type Order } from './order.ts';
import { placingPolicies, priceLines, type RequestedLine, totalOf, type UnpaidBefore } from './policies.ts';

/** The wishes of the customer; prices come from `menu`, never from the caller, and `now` from the clock. */
export interface PlaceOrder {
  readonly type: 'PlaceOrder';
  readonly menu: Menu;
  readonly lines: readonly RequestedLine[];
  readonly deliveryFee: Won;
  readonly confirmedTotal: Won | null;
  readonly details: Omit<OrderPlaced['data'], 'items' | 'deliveryFee' | 'total'>;
  readonly now: ShopTime;
  readonly unpaidBefore: UnpaidBefore;
}

/** The gateway has approved the charge. */
export interface ConfirmPayment {
  readonly type: 'ConfirmPayment';
  readonly paymentId: string;
  readonly amount: Won;
}

/** The gateway has said a definite no. A time-out is never one. */
export interface FailPayment {
  readonly type: 'FailPayment';
  readonly code: string;
}

export interface RequestCancellation {
  readonly type: 'RequestCancellation';
  readonly by: CancelledBy;
  readonly reason: string | null;
}

/** The delivery stream has decided that the delivery had started before the cancellation. */
export interface RefuseCancellation {
  readonly type: 'RefuseCancellation';
}

/** The delivery stream has ended without a delivery. */
export interface CancelOrder {
  readonly type: 'CancelOrder';
  readonly by: CancelledBy;
  readonly reason: string | null;
}

/** The flowers are delivered. */
export interface CompleteOrder {
  readonly type: 'CompleteOrder';
}

export type OrderCommand =
  | PlaceOrder
  | ConfirmPayment
  | FailPayment
  | RequestCancellation
  | RefuseCancellation
  | CancelOrder
  | CompleteOrder;

const notFound = reject('ORDER_NOT_FOUND', 'There is no such order.');

function place(command: PlaceOrder, order: Order): Decision<OrderEvent> {
  if (order.status !== 'None') return reject('ORDER_EXISTS', 'An order with this id was placed before.');
  for (const policy of placingPolicies) {
    const rejection = policy(command);
    if (rejection !== null) return rejection;
  }
  const items = priceLines(command);
  const { deliveryFee } = command;
  return [
    { type: 'OrderPlaced', data: { ...command.details, items, deliveryFee, total: totalOf(items, deliveryFee) } },
  ];
}

function confirmPayment({ paymentId, amount }: ConfirmPayment, order: Order): Decision<OrderEvent> {
  if (order.status === 'None') return notFound;
  if (order.status === 'Paid' || order.status === 'Completed') return nothing;
  if (order.status !== 'AwaitingPayment')
    return reject('ORDER_NOT_AWAITING_PAYMENT', 'The order no longer awaits its payment.');
  if (order.cancellation !== null)
    return reject('CANCELLATION_OPEN', 'A cancellation is open; the money is settled when it has ended.');
  if (amount !== order.placed.total)
    return reject('AMOUNT_MISMATCH', 'The charged amount is not the total of the order.');
  return [{ type: 'OrderPaid', data: { paymentId, amount } }];
}

function failPayment({ code }: FailPayment, order: Order): Decision<OrderEvent> {
  if (order.status === 'None') return notFound;
  if (order.status === 'PaymentFailed') return nothing;
  if (order.status !== 'AwaitingPayment')
    return reject('ORDER_NOT_AWAITING_PAYMENT', 'The order no longer awaits its payment.');
  if (order.cancellation !== null)
    return reject('CANCELLATION_OPEN', 'A cancellation is open; the order ends as cancelled.');
  return [{ type: 'OrderPaymentFailed', data: { code } }];
}

function requestCancellation({ by, reason }: RequestCancellation, order: Order): Decision<OrderEvent> {
  if (order.status === 'None') return notFound;
  if (order.status === 'PaymentFailed' || order.status === 'Completed') {
    return reject('ORDER_NOT_CANCELLABLE', 'The order has ended and can no longer be cancelled.');
  }
  if (order.status === 'Cancelled' || order.cancellation !== null) return nothing;
  return [{ type: 'OrderCancellationRequested', data: { by, reason } }];
}

function refuseCancellation(order: Order): Decision<OrderEvent> {
  if (order.status === 'None') return notFound;
  if (order.status === 'Cancelled') return reject('ORDER_CANCELLED', 'The order is cancelled.');
  if (!('cancellation' in order) || order.cancellation === null) return nothing;
  return [{ type: 'OrderCancellationRefused', data: { code: 'DELIVERY_ALREADY_STARTED' } }];
}

function cancel({ by, reason }: CancelOrder, order: Order): Decision<OrderEvent> {
  if (order.status === 'None') return notFound;
  if (order.status === 'Cancelled') return nothing;
  if (order.status === 'PaymentFailed' || order.status === 'Completed') {
    return reject('ORDER_NOT_CANCELLABLE', 'The order has ended and can no longer be cancelled.');
  }
  return [{ type: 'OrderCancelled', data: { by, reason } }];
}

function complete(order: Order): Decision<OrderEvent> {
  if (order.status === 'None') return notFound;
  if (order.status === 'Completed') return nothing;
  if (order.status !== 'Paid') return reject('ORDER_NOT_PAID', 'Only a paid order can be completed.');
  if (order.cancellation !== null)
    return reject('CANCELLATION_OPEN', 'An open cancellation is refused before the order is completed.');
  return [{ type: 'OrderCompleted', data: {} }];
}

function decide(command: OrderCommand, order: Order): Decision<OrderEvent> {
  switch (command.type) {
    case 'PlaceOrder':
      return place(command, order);
    case 'ConfirmPayment':
      return confirmPayment(command, order);
    case 'FailPayment':
      return failPayment(command, order);
    case 'RequestCancellation':
      return requestCancellation(command, order);
    case 'RefuseCancellation':
      return refuseCancellation(order);
    case 'CancelOrder':
      return cancel(command, order);
    case 'CompleteOrder':
      return complete(order);
    default:
      return command satisfies never;
  }
}

export const orderDecider: Decider<Order, OrderCommand, OrderEvent> = {
  initial: initialOrder,
  evolve: evolveOrder,
  decide,
};
