import { loadOrder } from '../../application/order-streams.ts';
import { type OrderId, streamOf } from '../../domain/ids.ts';
import { type Notifications, notificationDecider } from '../../domain/notification/index.ts';
import type { Order } from '../../domain/order/index.ts';
import type { EventLog } from '../../platform/eventstore/event-log.ts';
import { type LoadedStream, loadStream } from '../../platform/eventstore/handle-command.ts';
import type { RecordedEvent } from '../../platform/eventstore/recorded-event.ts';

/** What the SMS process knows of an order: all that happened to it, and what was told of that. */
export interface SmsSituation {
  readonly orderId: OrderId;
  readonly order: LoadedStream<Order>;
  /** The events of order, delivery, review and payment, in the order of the log. */
  readonly story: readonly RecordedEvent[];
  readonly notification: LoadedStream<Notifications>;
}

/** @throws DamagedLog, StoreUnavailable */
export async function loadSmsSituation(log: EventLog, orderId: OrderId): Promise<SmsSituation> {
  const [order, delivery, review, payment, notification] = await Promise.all([
    loadOrder(log, orderId),
    log.knownStream(streamOf('delivery', orderId)),
    log.knownStream(streamOf('review', orderId)),
    log.knownStream(streamOf('payment', orderId)),
    loadStream(log, notificationDecider, streamOf('notification', orderId)),
  ]);
  const story = [...order.events, ...delivery, ...review, ...payment];
  return { orderId, order, story: story.sort(byPosition), notification };
}

function byPosition(a: RecordedEvent, b: RecordedEvent): number {
  return a.position < b.position ? -1 : 1;
}
