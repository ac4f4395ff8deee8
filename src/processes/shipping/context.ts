import { loadDelivery, loadOrder } from '../../application/order-streams.ts';
import type { OrderId } from '../../domain/ids.ts';
import { loadStream } from '../../platform/eventstore/handle-command.ts';
import type { DeliveryStream } from '../../stored-events/delivery.ts';
import type { EventLog } from '../../stored-events/event-log.ts';
import type { OrderStream } from '../../stored-events/order.ts';
import { type ReviewStream, reviewAggregate } from '../../stored-events/review.ts';

/** What the shipping process knows of an order: the three streams as they stand. */
export interface ShippingContext {
  readonly orderId: OrderId;
  readonly order: OrderStream;
  readonly delivery: DeliveryStream;
  readonly review: ReviewStream;
}

/** @throws DamagedLog, StoreUnavailable */
export async function loadShippingContext(log: EventLog, orderId: OrderId): Promise<ShippingContext> {
  const [order, delivery, review] = await Promise.all([
    loadOrder(log, orderId),
    loadDelivery(log, orderId),
    loadStream(log, reviewAggregate, orderId),
  ]);
  return { orderId, order, delivery, review };
}
