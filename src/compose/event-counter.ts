import { Counter, type Registry } from 'prom-client';
import type { Position } from '../platform/eventstore/event-store.ts';
import type { Logger } from '../platform/runtime/logger.ts';
import type { Timer } from '../platform/runtime/timer.ts';
import type { EventLog } from '../stored-events/event-log.ts';

export interface EventCounterDeps {
  readonly log: Pick<EventLog, 'head' | 'watch'>;
  readonly timer: Timer;
  readonly logger: Pick<Logger, 'warn'>;
  readonly metrics: Registry;
}

const AGAIN_MS = 1_000;

/**
 * Counts what is written to the log from now on, by type of event: what happens in the shop, as numbers. In every process this is the
 * reader that is never behind, so that the streams which the log knows are as new as what it was sent.
 * @returns when `signal` aborts; a log that can't be followed is tried again.
 */
export async function countEvents(
  { log, timer, logger, metrics }: EventCounterDeps,
  signal: AbortSignal,
): Promise<void> {
  const counter = new Counter({
    name: 'kkotgil_events_total',
    help: 'Events written to the log since this process was started, by type',
    labelNames: ['type'],
    registers: [metrics],
  });
  let after: Position | null = null;
  while (!signal.aborted) {
    try {
      after ??= await log.head();
      for await (const { events, position } of log.watch({ after, signal })) {
        for (const [type, some] of Map.groupBy(events, ({ type }) => type)) counter.inc({ type }, some.length);
        after = position;
      }
    } catch (error) {
      logger.warn({ err: error }, 'events can’t be counted now; trying again');
    }
    await timer.sleep(AGAIN_MS, signal);
  }
}
