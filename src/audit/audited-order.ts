import type { OrderId } from '../domain/ids.ts';
import { DamagedLog } from '../platform/eventstore/event-store.ts';
import { ORDER_CATEGORIES, streamOf } from '../stored-events/streams.ts';
import type { AuditedEvent, AuditedLog } from './audited-log.ts';

/** A stream of which not even the order of events can be relied on. */
export interface DamagedStream {
  readonly stream: string;
  /** What is wrong with it, in a sentence without personal data. */
  readonly detail: string;
}

/** All that the log holds of one order. */
export interface AuditedOrder {
  readonly orderId: OrderId;
  /** Of all its streams, in the order of the log. */
  readonly events: readonly AuditedEvent[];
  /** Streams whose events are not among them. */
  readonly damaged: readonly DamagedStream[];
}

/**
 * Reads all streams of an order as of one moment; null when there is no such order. A damaged stream hides no other.
 * @throws StoreUnavailable
 */
export async function readAuditedOrder(log: AuditedLog, orderId: OrderId): Promise<AuditedOrder | null> {
  // Streams are read one beside the other, so a cause could be missed and its effect seen. All up to here is in all of them.
  const head = await log.head();
  const streams = await Promise.all(ORDER_CATEGORIES.map((category) => readOne(log, streamOf(category, orderId))));
  const damaged = streams.filter((stream) => 'detail' in stream);
  const events = streams
    .flatMap((stream) => ('detail' in stream ? [] : stream))
    .filter(({ position }) => position <= head)
    .sort((a, b) => (a.position < b.position ? -1 : 1));
  return events.length === 0 && damaged.length === 0 ? null : { orderId, events, damaged };
}

async function readOne(log: AuditedLog, stream: string): Promise<readonly AuditedEvent[] | DamagedStream> {
  try {
    return await log.inspectStream(stream);
  } catch (error) {
    if (!(error instanceof DamagedLog)) throw error;
    return { stream, detail: error.message };
  }
}
