import { reject } from '../domain/decider.ts';
import type { OrderId } from '../domain/ids.ts';
import { type Extent, loadStream } from '../platform/eventstore/handle-command.ts';
import type { Awaitable } from '../platform/runtime/awaitable.ts';
import { type DeliveryStream, deliveryAggregate } from '../stored-events/delivery.ts';
import type { EventLog } from '../stored-events/event-log.ts';
import { type OrderStream, orderAggregate } from '../stored-events/order.ts';
import { type PaymentStream, paymentAggregate } from '../stored-events/payment.ts';

/** Reads the order's own stream. */
export function loadOrder(log: EventLog, orderId: OrderId, extent?: Extent): Awaitable<OrderStream> {
  return loadStream(log, orderAggregate, orderId, extent);
}

/** Reads the order's own stream, for a command of a caller: that there is no such order is told of the whole stream alone. */
export async function findOrder(log: EventLog, orderId: OrderId): Promise<OrderStream> {
  const known = await loadOrder(log, orderId);
  return known.state.status === 'None' ? loadOrder(log, orderId, 'latest') : known;
}

/** Reads the stream of the order's delivery. */
export function loadDelivery(log: EventLog, orderId: OrderId, extent?: Extent): Awaitable<DeliveryStream> {
  return loadStream(log, deliveryAggregate, orderId, extent);
}

/** Reads the money side of the order. */
export function loadPayment(log: EventLog, orderId: OrderId, extent?: Extent): Awaitable<PaymentStream> {
  return loadStream(log, paymentAggregate, orderId, extent);
}

/** What whoever asks for an order that was never placed is told. */
export const noSuchOrder = reject('ORDER_NOT_FOUND', 'There is no such order.');
