import { loadDelivery, loadOrder } from '../../application/order-streams.ts';
import type { Delivery } from '../../domain/delivery/index.ts';
import { type OrderId, streamOf } from '../../domain/ids.ts';
import type { Order } from '../../domain/order/index.ts';
import { type Review, reviewDecider } from '../../domain/review/index.ts';
import type { EventLog } from '../../platform/eventstore/event-log.ts';
import { type LoadedStream, loadStream } from '../../platform/eventstore/handle-command.ts';

/** What the shipping process knows of an order: the three streams as they stand. */
export interface ShippingSituation {
  readonly orderId: OrderId;
  readonly order: LoadedStream<Order>;
  readonly delivery: LoadedStream<Delivery>;
  readonly review: LoadedStream<Review>;
}

/** @throws DamagedLog, StoreUnavailable */
export async function loadShippingSituation(log: EventLog, orderId: OrderId): Promise<ShippingSituation> {
  const [order, delivery, review] = await Promise.all([
    loadOrder(log, orderId),
    loadDelivery(log, orderId),
    loadStream(log, reviewDecider, streamOf('review', orderId)),
  ]);
  return { orderId, order, delivery, review };
}
