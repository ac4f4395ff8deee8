import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OWN_STREAMS } from '../../../../src/compose/names.ts';
import {
  type Batch,
  DamagedLog,
  type EventStore,
  START,
  type SubscribeOptions,
} from '../../../../src/platform/eventstore/event-store.ts';
import { openEventStoreDb } from '../../../../src/platform/eventstore/eventstoredb/eventstoredb-event-store.ts';
import { EventStoreDouble } from '../../../doubles/eventstoredb/double.ts';
import type { Version } from '../../../doubles/eventstoredb/host.ts';
import { event } from '../../../support/an-event.ts';
import { until } from '../../../support/until.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function open(options: { version?: Version; systemProjections?: boolean } = {}) {
  const server = await EventStoreDouble.start(options);
  closing.push(() => server.close());
  const store = await openEventStoreDb({ ...OWN_STREAMS, connectionString: server.connectionString });
  closing.push(() => store.close());
  return { server, store };
}

async function fill(store: EventStore, stream: string, count: number, from = 0): Promise<void> {
  for (let n = from; n < from + count; n++)
    await store.append(stream, n === 0 ? 'no-stream' : n - 1, [event(`${stream}-${n}`, n)]);
}

/** A reader of the test's own, and what it has been handed. */
function reader(
  store: EventStore,
  options: Partial<SubscribeOptions> = {},
  between: () => Promise<unknown> = async () => undefined,
) {
  const abort = new AbortController();
  const batches: Batch[] = [];
  const reading = (async () => {
    for await (const batch of store.subscribe({ after: START, ...options, signal: abort.signal })) {
      batches.push(batch);
      await between();
    }
  })();
  closing.push(async () => {
    abort.abort();
    await reading.catch(() => undefined);
  });
  const events = () => batches.flatMap((batch) => batch.events);
  return { batches, events, reading, isLive: () => batches.at(-1)?.live === true };
}

describe('the feed of a process', () => {
  let server: EventStoreDouble;
  let store: EventStore;
  beforeEach(async () => {
    ({ server, store } = await open());
  });

  it('is one subscription of the server, however many readers there are', async () => {
    const readers = [...Array(6)].map(() => reader(store));
    await until(() => readers.every(({ isLive }) => isLive()));
    await fill(store, 'order-1', 20);
    await until(() => readers.every(({ events }) => events().length === 20));
    expect(server.seen.subscribe).toBe(1);
    const [first, ...others] = readers.map(({ events }) => events());
    for (const other of others) for (const [n, each] of other.entries()) expect(each).toBe(first?.[n]);
  });

  it('is not held up by a reader that takes its time, so that the server lets nobody go', async () => {
    const slow = reader(store, { batchSize: 5 }, () => new Promise((resolve) => setTimeout(resolve, 20)));
    const quick = reader(store);
    await until(() => slow.isLive() && quick.isLive());
    const large = (n: number) => ({ ...event(`e${n}`, n), data: { n, text: 'x'.repeat(8_000) } });
    for (let n = 0; n < 200; n += 10)
      await store.append(
        'order-1',
        n === 0 ? 'no-stream' : n - 1,
        [...Array(10).keys()].map((m) => large(n + m)),
      );
    await until(() => quick.events().length === 200);
    expect(slow.events().length).toBeLessThan(200);
    await until(() => slow.events().length === 200);
    expect(slow.events().map(({ data }) => data.n)).toEqual([...Array(200).keys()]);
    expect(server.seen).toMatchObject({ subscribe: 1, letGo: 0 });
  });

  it('that was let go subscribes again at once, and touches nothing else', async () => {
    const following = reader(store);
    await until(() => following.isLive());
    await fill(store, 'order-1', 5);
    server.faults.slowMs = 100;
    const { read } = server.seen;
    const reads = [...Array(10)].map(() => store.readStream('order-1'));
    await until(() => server.seen.read === read + 10);
    for (let n = 0; n < 5; n++) server.dropSlowConsumers();
    // None of them is made a second time: each came to its own end.
    expect((await Promise.all(reads)).map(({ length }) => length)).toEqual(Array(10).fill(5));
    server.faults.slowMs = 0;
    await fill(store, 'order-1', 5, 5);
    await until(() => following.events().length === 10);
    expect(server.seen.batch).toBe(1);
  });

  it('whose link is broken leaves the calls on it to their own end', async () => {
    await fill(store, 'order-1', 5);
    server.faults.slowMs = 150;
    const { read } = server.seen;
    const reading = store.readStream('order-1');
    await until(() => server.seen.read === read + 1);
    // Only the appends' stream says that its node is gone.
    server.calls.end({ code: 14, details: 'Connection dropped' }, 'batch');
    await store.append('order-2', 'no-stream', [event('x')]);
    expect(await reading).toHaveLength(5);
    // The look at the log's end that an append does not need; so nothing was read twice.
    expect(server.seen.read).toBe(read + 1);
  });

  it('waits for a server that is not ready, and for one that leads again', async () => {
    const following = reader(store);
    await until(() => following.isLive());
    server.changeLeader();
    await fill(store, 'order-1', 3);
    await until(() => following.events().length === 3);
  });

  it('tells all readers when the log was put back to before what they have read', async () => {
    await fill(store, 'order-1', 5);
    const following = reader(store);
    await until(() => following.isLive());
    server.records.all.splice(3);
    server.dropSlowConsumers();
    await expect(following.reading).rejects.toBeInstanceOf(DamagedLog);
  }, 30_000);
});

describe.each(['22.10', '23.10', '24.6'] as const)('on %s', (version) => {
  it('a reader of something that never happened yet is given all that comes', async () => {
    const { server, store } = await open({ version });
    await store.append('order-1', 'no-stream', [event('a')]);
    const following = reader(store, { categories: ['payment'] });
    await until(() => following.isLive());
    for (let n = 0; n < 10; n++) await store.append(`payment-${n}`, 'no-stream', [event(`p${n}`, n)]);
    await until(() => following.events().length === 10);
    server.dropSlowConsumers();
    await store.append('payment-10', 'no-stream', [event('p10', 10)]);
    await until(() => following.events().length === 11);
    expect(following.batches.every(({ position }) => position < '1')).toBe(true);
  });

  it('reads of the whole log and of each category come to an end', async () => {
    const { store } = await open({ version, systemProjections: true });
    for (const name of ['a', 'b'])
      for (const category of ['order', 'payment', 'delivery']) await fill(store, `${category}-${name}`, 2);
    const count = async (categories?: readonly ('order' | 'payment' | 'delivery' | 'review')[]) => {
      let events = 0;
      for await (const page of store.readAll(categories === undefined ? {} : { categories })) events += page.length;
      return events;
    };
    expect([
      await count(),
      await count(['payment']),
      await count(['order', 'delivery']),
      await count(['review']),
    ]).toEqual([12, 4, 8, 0]);
  });

  it('a saved position is reached by its log alone', async () => {
    const { server, store } = await open({ version });
    const { position } = await store.append('order-1', 'no-stream', [event('a')]);
    expect(await store.reaches(position)).toBe(true);
    // Within the log, and not where a record begins: the log was put back and went on in another way.
    const between = position.replaceAll(/.{20}/g, (half) => String(BigInt(half) + 1n).padStart(20, '0'));
    server.append('another-program', 'any', [
      { id: randomUUID(), type: 'Foreign', data: Buffer.from('{}'), metadata: Buffer.from('{}') },
    ]);
    expect(await store.reaches(between)).toBe(false);
    const stranded = reader(store, { after: between });
    await until(() => stranded.isLive());
    expect(stranded.events()).toEqual([]);
  });
});
