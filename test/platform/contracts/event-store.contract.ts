import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Batch,
  type EventStore,
  RevisionConflict,
  START,
  type StoredEvent,
} from '../../../src/platform/eventstore/event-store.ts';
import { event } from '../../support/an-event.ts';

/** A store under test, and how to open it anew on what it has kept. */
export interface StoreUnderTest {
  readonly store: EventStore;
  reopen(): Promise<EventStore>;
  cleanUp(): Promise<void>;
}

const bodies = (events: readonly StoredEvent[]) => events.map(({ data }) => data.n);

/** What every event store has to do, whatever it keeps its events in. */
export function eventStoreContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the event store on ${name}`, () => {
    let under: StoreUnderTest;
    let store: EventStore;
    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(() => under.cleanUp());

    const fill = async (stream: string, count: number, from = 0) => {
      for (let n = from; n < from + count; n++) {
        await store.append(stream, n === 0 ? 'no-stream' : n - 1, [event(`${stream}-${n}`, n)]);
      }
    };

    describe('the end of a stream', () => {
      it('is where it is, or not known', async () => {
        const known = () => store.endOf('order-1') ?? 'not known';
        expect(['no-stream', 'not known']).toContain(known());
        await fill('order-1', 2);
        expect([1, 'not known']).toContain(known());
        await expect(store.append('order-1', 0, [event('other')])).rejects.toBeInstanceOf(RevisionConflict);
        expect([1, 'not known']).toContain(known());
        store = await under.reopen();
        expect([1, 'not known']).toContain(known());
      });
    });

    describe('append', () => {
      it('writes to a new stream and then at the exact revision', async () => {
        const first = await store.append('order-1', 'no-stream', [event('a'), event('b')]);
        const second = await store.append('order-1', 1, [event('c')]);
        expect([first.revision, second.revision]).toEqual([1, 2]);
        expect(second.position > first.position && first.position > START).toBe(true);
        expect(await store.head()).toBe(second.position);
      });

      it('gives back what was written, to the letter', async () => {
        await store.append('order-1', 'no-stream', [event('a', 7)]);
        expect(await store.readStream('order-1')).toEqual([
          expect.objectContaining({ ...event('a', 7), streamId: 'order-1', revision: 0, position: expect.any(String) }),
        ]);
      });

      it.each([
        ['a stream that exists where none was expected', 'no-stream'],
        ['a revision that is too low', 0],
        ['a revision that is too high', 5],
      ] as [string, 'no-stream' | number][])('refuses %s, and writes nothing', async (_name, expected) => {
        await fill('order-1', 2);
        const before = await store.head();
        const refused = store.append('order-1', expected, [event('other')]);
        await expect(refused).rejects.toBeInstanceOf(RevisionConflict);
        await expect(refused).rejects.toMatchObject({ streamId: 'order-1', expected, actual: 1 });
        expect(await store.head()).toBe(before);
      });

      it('refuses a revision of a stream that does not exist', async () => {
        await expect(store.append('order-1', 3, [event('a')])).rejects.toMatchObject({ actual: 'no-stream' });
      });

      it('refuses a call without events', async () => {
        await expect(store.append('order-1', 'no-stream', [])).rejects.toBeInstanceOf(TypeError);
      });

      it('lets one of many win who start the same stream at once', async () => {
        const calls = [...Array(10)].map((_, index) =>
          store.append('order-1', 'no-stream', [event(`w${index}`, index)]),
        );
        const results = await Promise.allSettled(calls);
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        for (const result of results) {
          if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(RevisionConflict);
        }
        expect(await store.readStream('order-1')).toHaveLength(1);
      });

      it('writes all events of a call or none', async () => {
        await fill('order-1', 1);
        await Promise.allSettled([
          store.append('order-1', 0, [event('a1', 1), event('a2', 2), event('a3', 3)]),
          store.append('order-1', 0, [event('b1', 11), event('b2', 12), event('b3', 13)]),
        ]);
        expect([
          [0, 1, 2, 3],
          [0, 11, 12, 13],
        ]).toContainEqual(bodies(await store.readStream('order-1')));
      });
    });

    describe('a repeated append', () => {
      it('is answered as the first one, at once and after others, and also when the store was opened anew', async () => {
        const call = [event('a', 1), event('b', 2)];
        const { stored: _, ...first } = await store.append('order-1', 'no-stream', call);
        expect(await store.append('order-1', 'no-stream', call)).toEqual(first);
        await store.append('order-1', 1, [event('c', 3)]);
        await fill('order-2', 3);
        expect(await store.append('order-1', 'no-stream', call)).toEqual(first);
        const again = await under.reopen();
        expect(await again.append('order-1', 'no-stream', call)).toEqual(first);
        expect(bodies(await again.readStream('order-1'))).toEqual([1, 2, 3]);
      });

      it('of the first events of a call is answered with their place', async () => {
        await store.append('order-1', 'no-stream', [event('a'), event('b')]);
        expect((await store.append('order-1', 'no-stream', [event('a')])).revision).toBe(0);
      });

      it('with other or further events is a conflict', async () => {
        await store.append('order-1', 'no-stream', [event('a'), event('b')]);
        for (const call of [
          [event('a'), event('x')],
          [event('x'), event('b')],
          [event('a'), event('b'), event('c')],
        ]) {
          await expect(store.append('order-1', 'no-stream', call)).rejects.toBeInstanceOf(RevisionConflict);
        }
      });

      it('counts at its place only: the same event further on is a new one', async () => {
        await store.append('order-1', 'no-stream', [event('a')]);
        expect((await store.append('order-1', 0, [event('a')])).revision).toBe(1);
      });
    });

    describe('reading a stream', () => {
      beforeEach(() => fill('order-1', 6));

      it('that does not exist finds nothing', async () => {
        expect(await store.readStream('order-9')).toEqual([]);
      });
      it('forwards, from a revision, up to a limit', async () => {
        expect(bodies(await store.readStream('order-1', { from: 2, limit: 3 }))).toEqual([2, 3, 4]);
        expect(bodies(await store.readStream('order-1', { from: 6 }))).toEqual([]);
      });
      it('backwards, from the end or a revision', async () => {
        expect(bodies(await store.readStream('order-1', { direction: 'backwards', limit: 2 }))).toEqual([5, 4]);
        expect(bodies(await store.readStream('order-1', { direction: 'backwards', from: 1 }))).toEqual([1, 0]);
      });
    });

    describe('reading everything', () => {
      beforeEach(async () => {
        await fill('order-1', 3);
        await fill('delivery-1', 2);
        await fill('order-2', 2);
      });
      const all = async (options?: Parameters<EventStore['readAll']>[0]) => {
        const found: StoredEvent[] = [];
        for await (const page of store.readAll(options)) found.push(...page);
        return found;
      };
      const places = (events: readonly StoredEvent[]) =>
        events.map(({ streamId, revision }) => `${streamId}@${revision}`);

      it('is in the order of the log, and positions compare as text', async () => {
        const events = await all();
        expect(places(events)).toEqual([
          'order-1@0',
          'order-1@1',
          'order-1@2',
          'delivery-1@0',
          'delivery-1@1',
          'order-2@0',
          'order-2@1',
        ]);
        const positions = events.map(({ position }) => position);
        expect(positions.toSorted()).toEqual(positions);
        expect(new Set(positions).size).toBe(7);
        expect(positions.at(-1)).toBe(await store.head());
      });
      it('goes on after a position, in pages, and takes only the categories that are asked for', async () => {
        const third = (await all())[2] as StoredEvent;
        expect(places(await all({ from: third.position, pageSize: 1 }))).toEqual([
          'delivery-1@0',
          'delivery-1@1',
          'order-2@0',
          'order-2@1',
        ]);
        expect(places(await all({ categories: ['delivery'] }))).toEqual(['delivery-1@0', 'delivery-1@1']);
      });
      it('of several categories is one read in the order of the log, also in pages and backwards', async () => {
        await fill('delivery-1', 2, 2);
        const categories = ['delivery', 'order', 'delivery'] as const;
        const found = await all({ categories, pageSize: 2 });
        expect(places(found)).toEqual(places(await all()));
        expect(places(await all({ categories, pageSize: 2, direction: 'backwards' }))).toEqual(places(found).reverse());
        expect(places(await all({ categories: ['menu', 'delivery'], pageSize: 3, limit: 3 }))).toEqual([
          'delivery-1@0',
          'delivery-1@1',
          'delivery-1@2',
        ]);
        expect(await all({ categories: [] })).toEqual([]);
      });
      it('backwards begins at the end', async () => {
        expect(places(await all({ direction: 'backwards', limit: 2 }))).toEqual(['order-2@1', 'order-2@0']);
      });
    });

    describe('a position that was kept', () => {
      it('is reached by the log that it was taken from, at once and when that is opened anew', async () => {
        expect(await store.reaches(START)).toBe(true);
        await fill('order-1', 3);
        const [first] = await store.readStream('order-1');
        const again = await under.reopen();
        for (const position of [first?.position ?? '', await again.head()])
          expect(await again.reaches(position)).toBe(true);
      });

      it('beyond the end is not reached, nor is a text that is no position', async () => {
        await fill('order-1', 3);
        const head = await store.head();
        const beyond = head.replace(/^\d/, '9');
        expect([beyond > head, await store.reaches(beyond)]).toEqual([true, false]);
        for (const text of ['zzz', '1', `${head}0`, ' '.repeat(head.length)])
          expect(await store.reaches(text)).toBe(false);
      });
    });

    describe('a subscription', () => {
      /** Takes batches until the log has been taken in up to `count` events, then ends. */
      async function take(options: Partial<Parameters<EventStore['subscribe']>[0]>, count: number): Promise<Batch[]> {
        const abort = new AbortController();
        const batches: Batch[] = [];
        let seen = 0;
        for await (const batch of store.subscribe({ after: START, ...options, signal: abort.signal })) {
          batches.push(batch);
          seen += batch.events.length;
          if (seen >= count && batch.live) abort.abort();
        }
        return batches;
      }
      const numbers = (batches: readonly Batch[]) => batches.flatMap(({ events }) => bodies(events));

      it('catches up from the start and then stays live, without a gap or a double', async () => {
        await fill('order-1', 5);
        const taking = take({ batchSize: 2 }, 20);
        await fill('order-1', 15, 5);
        expect(numbers(await taking)).toEqual([...Array(20).keys()]);
      });

      it('says when it has caught up, also on an empty log', async () => {
        expect(await take({}, 0)).toEqual([{ events: [], position: START, live: true }]);
      });

      it('resumes after a position', async () => {
        await fill('order-1', 6);
        const [first] = await take({ batchSize: 2 }, 6);
        const { events, position } = first as Batch;
        const rest = await take({ after: position, batchSize: 2 }, 6 - events.length);
        expect(numbers(rest)).toEqual([0, 1, 2, 3, 4, 5].slice(events.length));
      });

      it('moves its position also over what is filtered out', async () => {
        await fill('order-1', 3);
        await fill('delivery-1', 2);
        await fill('order-2', 2);
        const batches = await take({ categories: ['delivery'] }, 2);
        expect(numbers(batches)).toEqual([0, 1]);
        expect(batches.at(-1)?.position).toBe(await store.head());
      });

      it('keeps what comes while its consumer is busy, batch by batch, and holds up no append by it', async () => {
        await fill('order-1', 2);
        const abort = new AbortController();
        const sizes: number[] = [];
        const seen: unknown[] = [];
        for await (const batch of store.subscribe({ after: START, batchSize: 2, signal: abort.signal })) {
          sizes.push(batch.events.length);
          seen.push(...bodies(batch.events));
          if (sizes.length === 1) await fill('order-1', 8, 2);
          if (seen.length === 10) abort.abort();
        }
        expect(seen).toEqual([...Array(10).keys()]);
        expect(Math.max(...sizes)).toBeLessThanOrEqual(2);
      });

      it('resumes after a position at which it had filtered everything out', async () => {
        await fill('order-1', 3);
        const [skipped] = await take({ categories: ['delivery'] }, 0);
        await fill('delivery-1', 2);
        expect(numbers(await take({ after: (skipped as Batch).position, categories: ['delivery'] }, 2))).toEqual([
          0, 1,
        ]);
      });

      it('serves several at once, each from its own place', async () => {
        await fill('order-1', 4);
        const second = (await store.readStream('order-1'))[1] as StoredEvent;
        const [a, b] = [take({}, 8), take({ after: second.position }, 6)];
        await fill('order-1', 4, 4);
        expect(numbers(await a)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
        expect(numbers(await b)).toEqual([2, 3, 4, 5, 6, 7]);
      });

      it('ends when it is told to while it waits', async () => {
        const abort = new AbortController();
        const ended = (async () => {
          for await (const _batch of store.subscribe({ after: START, signal: abort.signal }))
            setImmediate(() => abort.abort());
          return 'ended';
        })();
        expect(await ended).toBe('ended');
      });
    });

    it('keeps its name and all events when it is opened anew', async () => {
      await fill('order-1', 3);
      const again = await under.reopen();
      expect(again.logId).toBe(store.logId);
      expect(bodies(await again.readStream('order-1'))).toEqual([0, 1, 2]);
      await again.append('order-1', 2, [event('after', 3)]);
      expect(bodies(await again.readStream('order-1'))).toEqual([0, 1, 2, 3]);
    });
  });
}
