import { afterEach, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { countEvents } from '../../src/compose/event-counter.ts';
import { type Batch, DamagedLog, type SubscribeOptions } from '../../src/platform/eventstore/event-store.ts';
import { createEventLog } from '../../src/stored-events/event-log.ts';
import { event } from '../support/an-event.ts';
import { FixedClock } from '../support/fixed-clock.ts';
import { MemoryEventStore } from '../support/memory-event-store.ts';
import { PlainCodec } from '../support/plain-codec.ts';
import { until } from '../support/until.ts';

/** A log that can't be followed until it is told otherwise. */
class Faulty extends MemoryEventStore {
  fault: Error | null = new DamagedLog('a page can not be read');

  override async *subscribe(options: SubscribeOptions): AsyncIterable<Batch> {
    if (this.fault !== null) throw this.fault;
    yield* super.subscribe(options);
  }
}

const ending = new AbortController();
afterEach(() => ending.abort());

it('counts on after the log could not be followed, and leaves nothing out', async () => {
  const store = new Faulty();
  const clock = new FixedClock();
  const metrics = new Registry();
  const log = createEventLog(store, new PlainCodec());
  await store.append('order-before', 'no-stream', [event('before')]);
  const counted = async () => (await metrics.getSingleMetric('kkotgil_events_total')?.get())?.values[0]?.value ?? 0;

  const warnings: unknown[] = [];
  const logger = { warn: (facts: unknown) => warnings.push(facts) } as never;
  const counting = countEvents({ log, timer: clock, logger, metrics }, ending.signal);
  await until(() => clock.sleepers > 0);
  await store.append('order-1', 'no-stream', [event('one'), event('two')]);
  expect(await counted()).toBe(0);
  expect(warnings).toHaveLength(1);

  store.fault = null;
  await clock.advance(1_000);
  await until(async () => (await counted()) === 2);
  ending.abort();
  await counting;
});
