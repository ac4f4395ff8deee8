import { type Delivery, deliveryDecider } from '../domain/delivery/index.ts';
import { type OrderId, streamOf } from '../domain/ids.ts';
import { type Order, orderDecider } from '../domain/order/index.ts';
import { type Payment, paymentDecider } from '../domain/payment/index.ts';
import type { EventLog } from '../platform/eventstore/event-log.ts';
import { type Extent, type LoadedStream, loadStream } from '../platform/eventstore/handle-command.ts';
import type { Subjects } from '../platform/eventstore/recorded-event.ts';

/** Reads the order's own stream. */
export function loadOrder(log: EventLog, orderId: OrderId, extent?: Extent): Promise<LoadedStream<Order>> {
  return loadStream(log, orderDecider, streamOf('order', orderId), extent);
}

/** Reads the order's own stream, for a command of a caller: that there is no such order is told of the whole stream alone. */
export async function findOrder(log: EventLog, orderId: OrderId): Promise<LoadedStream<Order>> {
  const known = await loadOrder(log, orderId);
  return known.state.status === 'None' ? loadOrder(log, orderId, 'latest') : known;
}

/** Reads the stream of the order's delivery. */
export function loadDelivery(log: EventLog, orderId: OrderId, extent?: Extent): Promise<LoadedStream<Delivery>> {
  return loadStream(log, deliveryDecider, streamOf('delivery', orderId), extent);
}

/** Reads the money side of the order. */
export function loadPayment(log: EventLog, orderId: OrderId, extent?: Extent): Promise<LoadedStream<Payment>> {
  return loadStream(log, paymentDecider, streamOf('payment', orderId), extent);
}

/** Whose keys seal personal fields in all streams of this order: said by its first event. */
export function subjectsOf(order: LoadedStream<Order>): Subjects {
  return order.events[0]?.subjects ?? {};
}
