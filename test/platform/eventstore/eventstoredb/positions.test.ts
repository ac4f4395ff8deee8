import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OWN_STREAMS } from '../../../../src/compose/names.ts';
import { type EventStore, type Position, START } from '../../../../src/platform/eventstore/event-store.ts';
import { openEventStoreDb } from '../../../../src/platform/eventstore/eventstoredb/eventstoredb-event-store.ts';
import { isPlace } from '../../../../src/platform/eventstore/eventstoredb/position.ts';
import { EventStoreDouble } from '../../../doubles/eventstoredb/double.ts';
import { othersWrite } from '../../../doubles/eventstoredb/others-write.ts';
import { event } from '../../../support/an-event.ts';

describe('a position on EventStoreDB', () => {
  let server: EventStoreDouble;
  let store: EventStore;
  beforeEach(async () => {
    server = await EventStoreDouble.start();
    store = await openEventStoreDb({ ...OWN_STREAMS, connectionString: server.connectionString });
  });
  afterEach(async () => {
    await store.close();
    await server.close();
  });

  it('that a quiet reader keeps lies behind the last event of this program, and the log still reaches it after a restart', async () => {
    await store.append('order-1', 'no-stream', [event('a')]);
    const abort = new AbortController();
    let kept: Position = START;
    let haveOthers = false;
    for await (const { position, live } of store.subscribe({ after: START, signal: abort.signal })) {
      if (live && !haveOthers) othersWrite(server, 4_200);
      haveOthers ||= live;
      kept = position;
      if (kept > (await store.head())) abort.abort();
    }
    await store.close();
    store = await openEventStoreDb({ ...OWN_STREAMS, connectionString: server.connectionString });
    expect([kept > (await store.head()), await store.reaches(kept)]).toEqual([true, true]);
  });

  it('that a log had which was put back to an earlier time is not reached', async () => {
    await store.append('order-1', 'no-stream', [event('a')]);
    const before = await store.head();
    const { position } = await store.append('order-1', 0, [event('b')]);
    const restored = await EventStoreDouble.start();
    const other = await openEventStoreDb({ ...OWN_STREAMS, connectionString: restored.connectionString });
    expect([await store.reaches(before), await store.reaches(position)]).toEqual([true, true]);
    expect(await other.reaches(position)).toBe(false);
    await other.close();
    await restored.close();
  });

  it('is none with all bits set', async () => {
    const all = String(2n ** 64n - 1n);
    expect(isPlace({ commit: all, prepare: all })).toBe(false);
    expect(isPlace({ commit: '7', prepare: '0' })).toBe(true);
    expect(await store.reaches(all.repeat(2))).toBe(false);
  });
});
