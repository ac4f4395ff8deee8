import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OWN_STREAMS } from '../../../../src/compose/names.ts';
import {
  DamagedLog,
  type EventStore,
  START,
  StoreUnavailable,
} from '../../../../src/platform/eventstore/event-store.ts';
import { openEventStoreDb } from '../../../../src/platform/eventstore/eventstoredb/eventstoredb-event-store.ts';
import { StartFault } from '../../../../src/platform/runtime/start-fault.ts';
import { EventStoreDouble } from '../../../doubles/eventstoredb/double.ts';
import { event } from '../../../support/an-event.ts';

const DENIED = { code: 7, details: 'Access Denied', exception: 'access-denied' };
const FOR_EVER = Number.POSITIVE_INFINITY;

describe('what EventStoreDB refuses for good', () => {
  let server: EventStoreDouble;
  let store: EventStore;
  beforeEach(async () => {
    server = await EventStoreDouble.start();
    store = await openEventStoreDb({ ...OWN_STREAMS, connectionString: server.connectionString });
    for (const [n, stream] of ['payment-1', 'payment-1', 'payment-1', 'order-2'].entries())
      await store.append(stream, n === 0 || n === 3 ? 'no-stream' : n - 1, [event(`e${n}`, n)]);
  });
  afterEach(async () => {
    await store.close();
    await server.close();
  });

  const damaged = (promise: Promise<unknown>) => expect(promise).rejects.toBeInstanceOf(DamagedLog);

  it('a stream that was deleted for good is damage of that stream alone, for reads and appends', async () => {
    server.records.tombstone('payment-1', 2);
    await damaged(store.readStream('payment-1'));
    await damaged(store.append('payment-1', 2, [event('x')]));
    expect(await store.readStream('order-2')).toHaveLength(1);
    expect(await store.append('order-2', 0, [event('y')])).toMatchObject({ revision: 1 });
  });

  it('readers of the log go on over it, and see where it ended', async () => {
    server.records.tombstone('payment-1', 2);
    await store.append('order-2', 0, [event('y')]);
    const abort = new AbortController();
    const seen: string[] = [];
    for await (const { events, live } of store.subscribe({ after: START, signal: abort.signal })) {
      seen.push(...events.map(({ streamId, type }) => `${streamId} ${type}`));
      if (live) abort.abort();
    }
    expect(seen).toEqual([
      ...Array(3).fill('payment-1 OrderPlaced'),
      'order-2 OrderPlaced',
      'payment-1 $streamDeleted',
      'order-2 OrderPlaced',
    ]);
  });

  it('a stream whose beginning is gone is damage, from either end, and its rest is not', async () => {
    server.records.delete('payment-1', 2);
    server.records.append('payment-1', 'any', [
      { id: event('z').id, type: 'OrderPlaced', data: Buffer.from('{}'), metadata: Buffer.from('{}') },
    ]);
    await damaged(store.readStream('payment-1'));
    await damaged(store.readStream('payment-1', { direction: 'backwards' }));
    await damaged(store.readStream('payment-1', { from: 1 }));
    expect(await store.readStream('payment-1', { from: 3 })).toHaveLength(1);
    expect(await store.readStream('payment-1', { direction: 'backwards', limit: 1 })).toHaveLength(1);
  });

  it('a stream that was deleted softly reads as damage too, and nothing is begun in its place', async () => {
    server.records.delete('payment-1', 2);
    await damaged(store.readStream('payment-1'));
    await damaged(store.append('payment-1', 'no-stream', [event('x')]));
  });

  it('a stream that may not be read is damage of that stream, once: nobody waits for it', async () => {
    server.faults.failNext('read', DENIED);
    await damaged(store.readStream('order-2'));
    expect(await store.readStream('order-2')).toHaveLength(1);
  });

  it('a log that may not be read is told to its readers, and not taken for an empty one', async () => {
    server.faults.failNext('read', DENIED, FOR_EVER);
    await expect(store.head()).rejects.toMatchObject({ name: 'StoreRefused' });
    await expect(store.head()).rejects.toBeInstanceOf(StoreUnavailable);
    const reading = (async () => {
      for await (const _ of store.subscribe({ after: START, signal: new AbortController().signal }));
    })();
    await expect(reading).rejects.toMatchObject({
      name: 'StoreRefused',
      message: expect.stringContaining('Access Denied'),
    });
  });

  it('a server that refuses this program as a whole refuses its start, with what to look at', async () => {
    server.faults.failNext('read', DENIED, FOR_EVER);
    const starting = openEventStoreDb({ ...OWN_STREAMS, connectionString: server.connectionString });
    await expect(starting).rejects.toBeInstanceOf(StartFault);
    await expect(starting).rejects.toThrow(/user and the rights.*Access Denied/);
  });
});
