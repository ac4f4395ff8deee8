import { loadOrder } from '../../application/order-streams.ts';
import type { OrderId } from '../../domain/ids.ts';
import { loadStream } from '../../platform/eventstore/handle-command.ts';
import type { EventLog, RecordedEvent } from '../../stored-events/event-log.ts';
import { type NotificationStream, notificationAggregate } from '../../stored-events/notification.ts';
import type { OrderStream } from '../../stored-events/order.ts';
import { streamOf } from '../../stored-events/streams.ts';

/** What the SMS process knows of an order: all that happened to it, and what was told of that. */
export interface SmsContext {
  readonly orderId: OrderId;
  readonly order: OrderStream;
  /** The events of order, delivery, review and payment, in the order of the log. */
  readonly story: readonly RecordedEvent[];
  readonly notification: NotificationStream;
}

/** @throws DamagedLog, StoreUnavailable */
export async function loadSmsContext(log: EventLog, orderId: OrderId): Promise<SmsContext> {
  const [order, delivery, review, payment, notification] = await Promise.all([
    loadOrder(log, orderId),
    log.knownStream(streamOf('delivery', orderId)),
    log.knownStream(streamOf('review', orderId)),
    log.knownStream(streamOf('payment', orderId)),
    loadStream(log, notificationAggregate, orderId),
  ]);
  const story = [...order.events, ...delivery, ...review, ...payment];
  return { orderId, order, story: story.sort(byPosition), notification };
}

function byPosition(a: RecordedEvent, b: RecordedEvent): number {
  return a.position < b.position ? -1 : 1;
}
