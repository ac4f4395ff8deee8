import { DamagedLog, type Position } from '../platform/eventstore/event-store.ts';
import { parseStreamId } from '../platform/eventstore/stream-names.ts';
import { type OrderStatusView, orderStatusView } from '../projections/order-status.ts';
import { isSeenBy } from '../projections/shop-view.ts';
import type { AuditedEvent } from './audited-log.ts';
import type { AuditedOrder } from './audited-order.ts';

/** A moment of the past: by the clock (UTC), or exactly, by a place in the log. */
export type AsOf = { readonly at: string } | { readonly position: Position };

type Doc = ReturnType<typeof orderStatusView.evolve>;

/**
 * The order as it stood at a moment, told by the same fold as today's status; null before it was placed.
 *
 * A time means all that was in the log when the last event up to that time was written: clocks of several machines may differ a
 * little, and what the log holds before an event had happened before it.
 * @throws DamagedLog when something up to then can't be read that the status may follow from.
 */
export function orderAt({ events, damaged }: AuditedOrder, moment: AsOf): OrderStatusView | null {
  const broken = damaged.find(({ stream }) => bearsOnStatus(stream));
  if (broken !== undefined) throw new DamagedLog(broken.detail);
  let doc: Doc = null;
  for (const event of events.slice(0, eventsUpTo({ events }, moment))) doc = evolve(doc, event);
  return doc?.shown ?? null;
}

/** The order after each of its events, null before it was placed and from the first event on after which it can't be known. */
export function orderAfterEach({ events, damaged }: AuditedOrder): readonly (OrderStatusView | null)[] {
  let known = !damaged.some(({ stream }) => bearsOnStatus(stream));
  let doc: Doc = null;
  return events.map((event) => {
    known &&= !(event.type === '$unreadable' && bearsOnStatus(event.streamId));
    if (known) doc = evolve(doc, event);
    return known ? (doc?.shown ?? null) : null;
  });
}

function evolve(doc: Doc, event: AuditedEvent): Doc {
  if (event.type !== '$unreadable') return isSeenBy(orderStatusView, event) ? orderStatusView.evolve(doc, event) : doc;
  if (!bearsOnStatus(event.streamId)) return doc;
  throw new DamagedLog(`event ${event.revision} of ${event.streamId} can't be read: ${event.error.message}`);
}

/** Messages tell of changes; they make none. */
function bearsOnStatus(streamId: string): boolean {
  return parseStreamId(streamId).category !== 'notification';
}

/** How many of the events, which are in log order, belong to the past of a moment. */
export function eventsUpTo({ events }: Pick<AuditedOrder, 'events'>, moment: AsOf): number {
  if ('position' in moment) return events.filter(({ position }) => position <= moment.position).length;
  const until = Date.parse(moment.at);
  return events.findLastIndex((event) => Date.parse(atOf(event)) <= until) + 1;
}

function atOf(event: AuditedEvent): string {
  return event.type === '$unreadable' ? String(event.stored.metadata?.at) : event.at;
}
