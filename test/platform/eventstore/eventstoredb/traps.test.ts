import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OWN_STREAMS } from '../../../../src/compose/names.ts';
import {
  type EventStore,
  RevisionConflict,
  START,
  StoreUnavailable,
} from '../../../../src/platform/eventstore/event-store.ts';
import { USUAL_PATIENCE } from '../../../../src/platform/eventstore/eventstoredb/connection.ts';
import { openEventStoreDb } from '../../../../src/platform/eventstore/eventstoredb/eventstoredb-event-store.ts';
import { faultOf } from '../../../../src/platform/eventstore/eventstoredb/faults.ts';
import { EventStoreDouble } from '../../../doubles/eventstoredb/double.ts';
import { event } from '../../../support/an-event.ts';

/** For what is never answered. */
const HASTY = { attemptMs: 800, totalMs: 2_400 };
const SOURCES = join(import.meta.dirname, '../../../../src');

/** What of a promise is known after a while. */
const after = <T>(ms: number, promise: Promise<T>) =>
  Promise.race([promise.then((value) => ({ value })), new Promise((resolve) => setTimeout(resolve, ms, 'pending'))]);

/** The traps of the client, by their numbers in the notes on it; where it can be shown, first how the bare client falls into one. */
describe('the traps of the EventStoreDB client', () => {
  let server: EventStoreDouble;
  let store: EventStore;
  const closing: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    server = await EventStoreDouble.start();
    store = await open(server);
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
    await server.close();
  });

  async function open({ connectionString }: EventStoreDouble, patience = USUAL_PATIENCE): Promise<EventStore> {
    const opened = await openEventStoreDb({ ...OWN_STREAMS, connectionString, patience });
    closing.push(() => opened.close());
    return opened;
  }

  function bare({ connectionString }: EventStoreDouble): EventStoreDBClient {
    const client = EventStoreDBClient.connectionString(connectionString);
    closing.push(() => client.dispose());
    return client;
  }

  it('T1: a body that has no JSON is refused at once, and nothing is sent', async () => {
    const { appends } = server.seen;
    const bad = { ...event('a'), data: { amount: 1n as unknown as number } };
    await expect(store.append('order-1', 'no-stream', [bad])).rejects.toBeInstanceOf(TypeError);
    expect(server.seen.appends).toBe(appends);
  });

  it('T2: an append that is never answered ends, and its repeat finds that it was written', async () => {
    server.faults.silentAnswers = true;
    const pending = bare(server).appendToStream('order-0', jsonEvent({ type: 'A', data: {} }), { deadline: 50 });
    expect(await after(500, pending)).toBe('pending');
    pending.catch(() => undefined);

    const hasty = await open(server, HASTY);
    await expect(hasty.append('order-1', 'no-stream', [event('a')])).rejects.toBeInstanceOf(StoreUnavailable);
    server.faults.silentAnswers = false;
    expect(await store.append('order-1', 'no-stream', [event('a')])).toMatchObject({ revision: 0 });
    expect(server.records.stream('order-1')).toHaveLength(1);
  });

  it("T3: another client's broken connection takes no append with it", async () => {
    const other = await EventStoreDouble.start();
    const theirs = await open(other, HASTY);
    server.faults.slowMs = 150;
    const ours = store.append('order-1', 'no-stream', [event('a')]);
    other.faults.freeze();
    const broken = theirs.append('order-1', 'no-stream', [event('b')]).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 50));
    other.stop();
    expect(await ours).toMatchObject({ revision: 0 });
    expect(await broken).toBeInstanceOf(StoreUnavailable);
    server.faults.slowMs = 0;
    expect(await store.append('order-1', 0, [event('c')])).toMatchObject({ revision: 1 });
    // One stream of appends all the time, and nothing was sent twice.
    expect(server.seen).toMatchObject({ batch: 1, appends: 3 });
    await other.close();
  });

  it('T4: a conflict tells the true revision', async () => {
    for (let n = 0; n < 5; n++) await store.append('order-1', n === 0 ? 'no-stream' : n - 1, [event(`e${n}`)]);
    const refused = store.append('order-1', 'no-stream', [event('x')]);
    await expect(refused).rejects.toBeInstanceOf(RevisionConflict);
    await expect(refused).rejects.toMatchObject({ actual: 4 });
  });

  it("T5: a failed look at the server's features does not fail every append from then on", async () => {
    server.faults.failNext('features', { code: 13, details: 'internal' });
    const client = bare(server);
    const write = () =>
      client.appendToStream('order-0', jsonEvent({ type: 'A', data: {} }), { expectedRevision: NO_STREAM });
    await expect(write()).rejects.toMatchObject({ code: 13 });
    await expect(write()).rejects.toMatchObject({ code: 13 });

    server.faults.failNext('features', { code: 13, details: 'internal' });
    server.faults.failNext('append', { code: 13, details: 'internal' });
    expect(await store.append('order-1', 'no-stream', [event('a')])).toMatchObject({ revision: 0 });
  });

  it('T6: an error without a type is told by its code, and means that the server may come back', async () => {
    const hasty = await open(server, HASTY);
    server.stop();
    const refused = [hasty.append('order-1', 'no-stream', [event('a')]), hasty.readStream('order-1')];
    for (const call of await Promise.allSettled(refused)) {
      expect(call).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) });
    }
    for (const code of [14, 1, 2, 13]) expect(faultOf(Object.assign(new Error('x'), { code })).fault).toBe('lost');
  });

  it('T7: a checkpoint never silences a subscription', async () => {
    const filler = Array.from({ length: 50 }, (_, n) => event(`f${n}`));
    for (let n = 0; n < 100; n++) await store.append(`menu-${n}`, 'no-stream', filler);
    await store.append('delivery-1', 'no-stream', [event('d', 7)]);
    const abort = new AbortController();
    const positions: string[] = [];
    for await (const batch of store.subscribe({ after: START, categories: ['delivery'], signal: abort.signal })) {
      positions.push(batch.position);
      if (batch.events.length > 0) abort.abort();
    }
    // One for the 4,096 records that were looked through, one for the event.
    expect(positions.length).toBeGreaterThanOrEqual(2);
    expect(positions.at(-1)).toBe(await store.head());
  });

  it('T8: nothing relies on persistent subscriptions, whose strategies the client confuses', () => {
    const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(100);
    const users = files.filter((file) =>
      /PersistentSubscription|PinnedByCorrelation/.test(readFileSync(join(SOURCES, file), 'utf8')),
    );
    expect(users).toEqual([]);
  });

  it('T9: a call without events is refused here, for the server would call it a success', async () => {
    await expect(bare(server).appendToStream('order-0', [], { expectedRevision: NO_STREAM })).resolves.toMatchObject({
      success: true,
    });
    await expect(store.append('order-1', 'no-stream', [])).rejects.toBeInstanceOf(TypeError);
  });

  it('T10: no append carries a time of this machine, which a server with another time would hold to be over', async () => {
    await store.append('order-1', 'no-stream', [event('a')]);
    await bare(server).appendToStream('order-2', jsonEvent({ type: 'A', data: {} }));
    // The bare client's alone.
    expect(server.seen).toMatchObject({ appends: 3, deadlines: 1 });
  });
});
