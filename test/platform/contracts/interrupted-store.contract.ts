import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type EventStore,
  START,
  type StoredEvent,
  StoreUnavailable,
} from '../../../src/platform/eventstore/event-store.ts';
import { event } from '../../support/an-event.ts';
import { until } from '../../support/until.ts';

/** A store whose way to what it keeps can be broken. */
export interface InterruptedStore {
  readonly store: EventStore;
  /** Breaks whatever is on its way, now. What comes afterwards gets through. */
  interrupt(): void;
  cleanUp(): Promise<void>;
}

const EVENTS = 20;
const INTERRUPTIONS = 12;
/** So many events of such a size are never on their way all at once. */
const TEXT = 'x'.repeat(4_000);
const large = (name: string, n: number) => ({ ...event(name, n), data: { n, text: TEXT } });

/** What an event store has to do whose link breaks in the middle: nothing that was cut off is ever taken for an answer. */
export function interruptedStoreContract(name: string, open: () => Promise<InterruptedStore>): void {
  describe(`with a link that breaks, the event store on ${name}`, () => {
    let under: InterruptedStore;
    let store: EventStore;
    beforeEach(async () => {
      under = await open();
      store = under.store;
      for (const stream of ['order-1', 'delivery-1'])
        await store.append(
          stream,
          'no-stream',
          [...Array(EVENTS).keys()].map((n) => large(`${stream}-${n}`, n)),
        );
    });
    afterEach(() => under.cleanUp());

    const all = async (options: Parameters<EventStore['readAll']>[0]) => {
      const events: StoredEvent[] = [];
      for await (const page of store.readAll(options)) events.push(...page);
      return events;
    };
    const reads: readonly [string, () => Promise<readonly StoredEvent[]>, number][] = [
      ['a stream', () => store.readStream('order-1'), EVENTS],
      ['a stream backwards', () => store.readStream('order-1', { direction: 'backwards' }), EVENTS],
      ['the rest of a stream', () => store.readStream('order-1', { from: 5 }), EVENTS - 5],
      ['everything', () => all({}), 2 * EVENTS],
      ['a category', () => all({ categories: ['delivery'] }), EVENTS],
      ['everything backwards', () => all({ direction: 'backwards', pageSize: 7 }), 2 * EVENTS],
    ];

    /** Breaks the link again and again while something goes on. */
    async function whileItBreaks(work: () => Promise<void>): Promise<void> {
      let isOver = false;
      const working = Promise.all(
        [...Array(8)].map(async () => {
          while (!isOver) await work();
        }),
      );
      for (let n = 0; n < INTERRUPTIONS; n++) {
        await new Promise((resolve) => setTimeout(resolve, 10 + 7 * (n % 5)));
        under.interrupt();
      }
      isOver = true;
      await working;
    }

    it.each(reads)('a read of %s is whole, or fails', async (_what, read, count) => {
      const outcomes = new Set<unknown>();
      await whileItBreaks(async () => {
        outcomes.add(
          await read().then(
            (events) => events.length,
            (error: unknown) => (error instanceof StoreUnavailable ? 'unavailable' : error),
          ),
        );
      });
      outcomes.delete('unavailable');
      expect([...outcomes]).toEqual([count]);
    });

    it.each(reads)('a read of %s that the store is closed under is whole, or fails', async (_what, read, count) => {
      const outcomes = [...Array(30)].map(() => read());
      const later = new Promise((resolve) => setTimeout(resolve, 5)).then(() => Promise.all([...Array(5)].map(read)));
      await new Promise((resolve) => setTimeout(resolve, 6));
      await Promise.all([store.close(), later.catch(() => undefined)]);
      for (const outcome of await Promise.allSettled(outcomes)) {
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(StoreUnavailable);
        else expect(outcome.value).toHaveLength(count);
      }
    });

    it('every append that is told to have been written is there once, and no other', async () => {
      let n = EVENTS - 1;
      const written: unknown[] = [];
      const abort = new AbortController();
      const appending = (async () => {
        while (!abort.signal.aborted) {
          try {
            await store.append('order-1', n, [event(`more-${n}`, n + 1)]);
            written.push(++n);
          } catch (error) {
            // Unknown: it is repeated, with the same id at the same place.
            if (!(error instanceof StoreUnavailable)) throw error;
          }
        }
      })();
      await whileItBreaks(() => new Promise((resolve) => setTimeout(resolve, 5)));
      abort.abort();
      await appending;
      const events = await store.readStream('order-1', { from: EVENTS });
      expect(events.map(({ data }) => data.n)).toEqual(written);
    });

    it('a subscription misses and doubles nothing', async () => {
      const abort = new AbortController();
      const seen: unknown[] = [];
      const following = (async () => {
        for await (const { events } of store.subscribe({ after: START, batchSize: 7, signal: abort.signal }))
          seen.push(...events.map(({ streamId, revision }) => `${streamId}@${revision}`));
      })();
      let n = EVENTS - 1;
      const append = async () => {
        await store.append('order-1', n, [event(`more-${n}`, n + 1)]).then(
          () => n++,
          () => undefined,
        );
      };
      let isFree = true;
      await whileItBreaks(async () => {
        if (!isFree) return void (await new Promise((resolve) => setTimeout(resolve, 5)));
        isFree = false;
        await append();
        isFree = true;
      });
      const expected = (await all({})).map(({ streamId, revision }) => `${streamId}@${revision}`);
      await until(() => seen.length >= expected.length);
      abort.abort();
      await following;
      expect(seen).toEqual(expected);
    });
  });
}
