import type { OrderId } from '../domain/ids.ts';
import type { OrderStatusView } from '../projections/order-status.ts';
import { type AuditEvent, toAuditEvent } from './audit-event.ts';
import type { AuditedOrder, DamagedStream } from './audited-order.ts';
import { orderAfterEach } from './standing.ts';

/** Why an event happened. */
export interface Cause {
  /** `unknown`: neither its own command nor an earlier event of this order, or not readable. */
  readonly kind: 'command' | 'event' | 'unknown';
  readonly id: string | null;
  /** Where the event stands that was the cause; null for any other cause. */
  readonly position: string | null;
}

/** One event of a story, linked to what it came from and what came of it. */
export interface StoryEvent extends AuditEvent {
  readonly cause: Cause;
  /** Positions of the events that it caused, in log order. */
  readonly effects: readonly string[];
  /** The order's status after it; null before the order was placed, and where it can't be known. */
  readonly status: OrderStatusView['status'] | null;
  /** The same of its money. */
  readonly paymentStatus: OrderStatusView['payment']['status'] | null;
}

/** All that happened to one order. The same log gives the same story, letter by letter. */
export interface OrderStory {
  readonly orderId: OrderId;
  /** Of all its streams, in the order of the log. */
  readonly events: readonly StoryEvent[];
  /** Streams whose events had to be left out. */
  readonly damaged: readonly DamagedStream[];
}

/** Tells the story of an order: its events in log order, each with its cause, its effects and the status after it. */
export function tellStory(logId: string, record: AuditedOrder): OrderStory {
  const audited = record.events.map((event) => toAuditEvent(logId, event));
  const causes = causesOf(audited);
  const effects = Map.groupBy(audited.keys(), (index) => causes[index]?.position ?? null);
  const after = orderAfterEach(record);
  const events = audited.map((event, index): StoryEvent => {
    const effectsOfIt = (effects.get(event.position) ?? []).map((effect) => audited[effect]?.position ?? '');
    return {
      ...event,
      cause: causes[index] ?? unknown(null),
      effects: effectsOfIt,
      status: after[index]?.status ?? null,
      paymentStatus: after[index]?.payment.status ?? null,
    };
  });
  return { orderId: record.orderId, events, damaged: record.damaged };
}

/** True when a part of the story is missing or can't be read. */
export function isDamaged({ events, damaged }: OrderStory): boolean {
  return damaged.length > 0 || events.some(({ fault }) => fault !== null);
}

/** The cause of each event. Only an earlier event counts as one, so causes never run in a circle, whatever the log says. */
function causesOf(events: readonly AuditEvent[]): readonly Cause[] {
  const seen = new Map<string, string>();
  return events.map(({ id, position, causationId, commandId }) => {
    const earlier = causationId === null ? undefined : seen.get(causationId);
    seen.set(id, position);
    if (earlier !== undefined) return { kind: 'event', id: causationId, position: earlier };
    return causationId === null || causationId !== commandId ? unknown(causationId) : command(causationId);
  });
}

function command(id: string): Cause {
  return { kind: 'command', id, position: null };
}

function unknown(id: string | null): Cause {
  return { kind: 'unknown', id, position: null };
}
