import { Counter, type Registry } from 'prom-client';
import type { EventStore } from '../eventstore/event-store.ts';

/**
 * Counts what is written to the log from now on, by type of event: what happens in the shop, as numbers.
 * @returns when `signal` aborts.
 */
export async function countEvents(events: EventStore, metrics: Registry, signal: AbortSignal): Promise<void> {
  const counter = new Counter({
    name: 'kkotgil_events_total',
    help: 'Events written to the log since this process was started, by type',
    labelNames: ['type'],
    registers: [metrics],
  });
  for await (const batch of events.subscribe({ after: await events.head(), signal })) {
    for (const { type } of batch.events) counter.inc({ type });
  }
}
