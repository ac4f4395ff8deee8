import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareLogs } from '../../../src/cli/log-copy/compare.ts';
import { copyEvents } from '../../../src/cli/log-copy/copy-events.ts';
import { type EventStore, StoreUnavailable } from '../../../src/platform/eventstore/event-store.ts';
import { orderIdOf } from '../../../src/stored-events/streams.ts';
import { event } from '../../support/an-event.ts';
import { MemoryEventStore } from '../../support/memory-event-store.ts';

const quiet = () => undefined;
/** Which order each call to the log was for, in which of its streams, and how many events it wrote. */
const calls = fc.array(
  fc.record({
    order: fc.integer({ min: 0, max: 5 }),
    category: fc.constantFrom('order', 'payment', 'delivery'),
    events: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 400 },
);

async function logOf(written: readonly { order: number; category: string; events: number }[]): Promise<EventStore> {
  const log = new MemoryEventStore();
  for (const [index, { order, category, events }] of written.entries()) {
    const streamId = `${category}-00000000-0000-4000-8000-00000000000${order}`;
    const last = (await log.readStream(streamId)).at(-1)?.revision ?? 'no-stream';
    await log.append(
      streamId,
      last,
      Array.from({ length: events }, (_, n) => event(`${index}/${n}`, n)),
    );
  }
  return log;
}

/** Fails at each call after so many: now before, and now after it has been written. */
function breakingAfter(log: EventStore, appends: number): EventStore {
  let left = appends;
  return new Proxy(log, {
    get: (_, name) => {
      if (name !== 'append') return Reflect.get(log, name, log).bind(log);
      return async (...args: Parameters<EventStore['append']>) => {
        if (left-- > 0) return log.append(...args);
        if (left % 2 === 0) await log.append(...args);
        throw new StoreUnavailable('the server is gone');
      };
    },
  });
}

async function storiesIn(log: EventStore) {
  const all = [];
  for await (const page of log.readAll()) all.push(...page);
  return Map.groupBy(
    all.map(({ position: _, ...rest }) => rest),
    ({ streamId }) => orderIdOf(streamId),
  );
}

describe('copying events', () => {
  it('keeps the order of every order over all its streams, however often it is broken off', async () => {
    await fc.assert(
      fc.asyncProperty(calls, fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 3 }), async (written, breaks) => {
        const from = await logOf(written);
        const to = new MemoryEventStore();
        for (const appends of breaks) await copyEvents(from, breakingAfter(to, appends), quiet).catch(quiet);
        await copyEvents(from, to, quiet);
        const { difference, digest } = await compareLogs(from, to, quiet);
        expect(difference).toBeNull();
        expect((await compareLogs(to, from, quiet)).digest).toBe(digest);
        const [ours, theirs] = [await storiesIn(from), await storiesIn(to)];
        expect(theirs.size).toBe(ours.size);
        for (const [order, story] of ours) expect(theirs.get(order)).toEqual(story);
      }),
      { numRuns: 40 },
    );
  });
});
