import { loadOrder } from '../../application/order-streams.ts';
import type { OrderId } from '../../domain/ids.ts';
import { loadStream } from '../../platform/eventstore/handle-command.ts';
import type { EventLog, RecordedEvent } from '../../stored-events/event-log.ts';
import { type NotificationStream, notificationAggregate } from '../../stored-events/notification.ts';
import type { OrderStream } from '../../stored-events/order.ts';
import { streamOf } from '../../stored-events/streams.ts';

/** How long it is worth telling: `progress` is soon overtaken; what ends an order or moves money is an `outcome`. */
export type Lasting = 'progress' | 'outcome';

/** What the SMS process is told from outside; times in milliseconds. */
export interface SmsSettings {
  /** E.164; null when the florist gets no notices. */
  readonly floristPhone: string | null;
  /** A notice is dropped when its fact is older than this. */
  readonly maxAgeMs: Readonly<Record<Lasting, number>>;
  /** How long a call can be under way: after that it will not reach the SMS system any more. */
  readonly callBudgetMs: number;
  /** What the SMS system may need, after the last call has ended, until it shows the message. */
  readonly graceMs: number;
}

const MINUTE_MS = 60_000;

export const NOTICE_MAX_AGE_MS: SmsSettings['maxAgeMs'] = { progress: 30 * MINUTE_MS, outcome: 24 * 60 * MINUTE_MS };
export const SMS_GRACE_MS = 2_000;

/** What the SMS process knows of an order: all that happened to it, and what was told of that. */
export interface SmsContext {
  readonly orderId: OrderId;
  readonly order: OrderStream;
  /** The events of order, delivery, review and payment, in the order of the log. */
  readonly history: readonly RecordedEvent[];
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
  const history = [...order.events, ...delivery, ...review, ...payment];
  return { orderId, order, history: history.sort(byPosition), notification };
}

function byPosition(a: RecordedEvent, b: RecordedEvent): number {
  return a.position < b.position ? -1 : 1;
}
