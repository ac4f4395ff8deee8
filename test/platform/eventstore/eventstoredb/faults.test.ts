import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OWN_STREAMS } from '../../../../src/compose/names.ts';
import {
  AppendTooLarge,
  type EventStore,
  START,
  StoreUnavailable,
} from '../../../../src/platform/eventstore/event-store.ts';
import { openEventStoreDb } from '../../../../src/platform/eventstore/eventstoredb/eventstoredb-event-store.ts';
import { EventStoreDouble } from '../../../doubles/eventstoredb/double.ts';
import { event } from '../../../support/an-event.ts';
import { until } from '../../../support/until.ts';

const PATIENCE = { attemptMs: 300, totalMs: 3_000 };
const ABORTED = 10;

describe('with a server that fails, the EventStoreDB adapter', () => {
  let server: EventStoreDouble;
  let store: EventStore;
  beforeEach(async () => {
    server = await EventStoreDouble.start({ systemProjections: true });
    store = await openEventStoreDb({
      ...OWN_STREAMS,
      connectionString: server.connectionString,
      patience: PATIENCE,
    });
  });
  afterEach(async () => {
    server.faults.thaw();
    await store.close();
    await server.close();
  });

  const numbersIn = (stream: string) =>
    (server.records.stream(stream) ?? []).map(
      ({ data }) => (JSON.parse(Buffer.from(data).toString()) as { n: number }).n,
    );
  const fill = async (stream: string, count: number, from = 0) => {
    for (let n = from; n < from + count; n++)
      await store.append(stream, n === 0 ? 'no-stream' : n - 1, [event(`${stream}-${n}`, n)]);
  };

  it('carries appends over a restart, each once', async () => {
    const appends = Array.from({ length: 40 }, (_, n) => store.append(`order-${n}`, 'no-stream', [event(`e${n}`, n)]));
    server.stop();
    setTimeout(() => void server.start(), 300);
    await Promise.all(appends);
    for (let n = 0; n < 40; n++) expect(numbersIn(`order-${n}`)).toEqual([n]);
  });

  it('waits for a server that is not ready yet', async () => {
    server.faults.failNext('append', { code: 14, details: 'Server Is Not Ready' }, 2);
    expect(await store.append('order-1', 'no-stream', [event('a')])).toMatchObject({ revision: 0 });
  });

  it('gives a read up that a frozen server never answers, and reads again when it lives', async () => {
    await fill('order-1', 3);
    server.faults.freeze();
    await expect(store.readStream('order-1')).rejects.toBeInstanceOf(StoreUnavailable);
    server.faults.thaw();
    expect(await store.readStream('order-1')).toHaveLength(3);
  });

  it('reads a stream that is missing as an empty one, and nothing ends the process', async () => {
    expect(await store.readStream('order-none')).toEqual([]);
    expect(await store.readStream('order-none', { direction: 'backwards' })).toEqual([]);
  });

  it('refuses what no server takes', async () => {
    const large = { ...event('a'), data: { text: 'x'.repeat(1_100_000) } };
    await expect(store.append('order-1', 'no-stream', [large])).rejects.toBeInstanceOf(AppendTooLarge);
    expect(await store.append('order-1', 'no-stream', [event('b')])).toMatchObject({ revision: 0 });
  });

  describe('a subscription', () => {
    /** Takes everything in until told to stop. */
    function follow() {
      const abort = new AbortController();
      const seen: unknown[] = [];
      const ended = (async () => {
        for await (const { events } of store.subscribe({ after: START, signal: abort.signal }))
          seen.push(...events.map(({ data }) => data.n));
      })();
      return {
        seen,
        stop: async () => {
          abort.abort();
          await ended;
        },
      };
    }

    it.each([
      ['was cut', (double: EventStoreDouble) => double.cutStreams()],
      [
        'was too slow for the server',
        (double: EventStoreDouble) => double.cutStreams(ABORTED, 'Consumer too slow to handle event while live.'),
      ],
      ['was reset', (double: EventStoreDouble) => double.cutStreams(13, 'RST_STREAM')],
    ])('that %s goes on where it was, without a gap or a double', async (_what, fail) => {
      await fill('order-1', 5);
      const following = follow();
      await until(() => following.seen.length === 5);
      fail(server);
      await fill('order-1', 5, 5);
      await until(() => following.seen.length >= 10);
      expect(following.seen).toEqual([...Array(10).keys()]);
      await following.stop();
    });

    it('outlives a restart of the server', async () => {
      await fill('order-1', 5);
      const following = follow();
      await until(() => following.seen.length === 5);
      server.stop();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await server.start();
      await fill('order-1', 5, 5);
      await until(() => following.seen.length >= 10);
      expect(following.seen).toEqual([...Array(10).keys()]);
      await following.stop();
    });

    it('is at the end when nothing of this program is left, though the server writes links behind it', async () => {
      await fill('order-1', 5);
      const abort = new AbortController();
      for await (const { position, live } of store.subscribe({ after: START, signal: abort.signal })) {
        if (!live) continue;
        expect(position).toBe(await store.head());
        expect(store.distance(position, await store.head())).toEqual({ missing: 0, fraction: 1 });
        abort.abort();
      }
      expect(server.records.all.at(-1)?.type).toBe('$>');
    });
  });

  it('links every event of an order into one story that the server’s own tools show', async () => {
    const one = event('a');
    await store.append('order-1', 'no-stream', [one]);
    await store.append('delivery-1', 'no-stream', [event('b')]);
    expect(server.records.stream(`$bc-${one.metadata.$correlationId}`)).toHaveLength(2);
    expect(server.records.stream('$ce-order')).toHaveLength(1);
  });
});
