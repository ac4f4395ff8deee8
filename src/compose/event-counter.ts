import { Counter, type Registry } from 'prom-client';
import type { EventLog } from '../eventstore/event-log.ts';

/**
 * Counts what is written to the log from now on, by type of event: what happens in the shop, as numbers. In every process this is the
 * reader that is never behind, so that the streams which the log knows are as new as what it was sent.
 * @returns when `signal` aborts.
 */
export async function countEvents(log: EventLog, metrics: Registry, signal: AbortSignal): Promise<void> {
  const counter = new Counter({
    name: 'kkotgil_events_total',
    help: 'Events written to the log since this process was started, by type',
    labelNames: ['type'],
    registers: [metrics],
  });
  for await (const batch of log.watch({ after: await log.head(), signal })) {
    for (const { type } of batch.events) counter.inc({ type });
  }
}
