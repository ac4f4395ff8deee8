import { afterEach, describe, expect, it } from '@jest/globals';
import { OWN_STREAMS } from '../../../../src/compose/names.ts';
import { type EventStore, type Position, START } from '../../../../src/platform/eventstore/event-store.ts';
import { USUAL_PATIENCE } from '../../../../src/platform/eventstore/eventstoredb/connection.ts';
import { openEventStoreDb } from '../../../../src/platform/eventstore/eventstoredb/eventstoredb-event-store.ts';
import { systemTimer } from '../../../../src/platform/runtime/system.ts';
import type { Timer } from '../../../../src/platform/runtime/timer.ts';
import { EventStoreDouble } from '../../../doubles/eventstoredb/double.ts';
import { othersWrite } from '../../../doubles/eventstoredb/others-write.ts';
import { event } from '../../../support/an-event.ts';

/** So many records are looked at from the end before the server looks by itself: at the opening, by the feed, and by who asks here. */
const LOOKS = 3 * 32;
/** The log's name, and the events. */
const OURS = 5;

describe.each(['22.10', '23.10', '24.6'] as const)('a start behind records of others on EventStoreDB %s', (version) => {
  let server: EventStoreDouble;
  let store: EventStore | null = null;
  const begin = async () => {
    server = await EventStoreDouble.start({ version });
  };
  const open = async (timer: Timer = systemTimer) => {
    store = await openEventStoreDb({ ...OWN_STREAMS, connectionString: server.connectionString, timer });
    return store;
  };
  const close = async () => {
    await store?.close();
    store = null;
  };
  afterEach(async () => {
    await close();
    await server.close();
  });

  /** Opens the log and reads on from a position until all is read; tells what that took, and how far it came. */
  async function start(after: Position) {
    const before = server.sent;
    const opened = await open();
    const abort = new AbortController();
    const came: string[] = [];
    let position = after;
    for await (const batch of opened.subscribe({ after, signal: abort.signal })) {
      came.push(...batch.events.map(({ streamId }) => streamId));
      position = batch.position;
      if (batch.live) abort.abort();
    }
    const head = await opened.head();
    await close();
    return { came, position, head, sent: server.sent - before };
  }

  it.each([0, 1_000, 20_000])(
    'is sent the events that it lacks and a look at the end, not %d records',
    async (count) => {
      await begin();
      const first = await open();
      await first.append('order-1', 'no-stream', [event('a')]);
      const { position } = await first.append('order-1', 0, [event('b')]);
      await close();
      othersWrite(server, count);
      const started = await start(START);
      expect(started).toMatchObject({ came: ['order-1', 'order-1'], head: position });
      expect(started.sent).toBeLessThanOrEqual(LOOKS + OURS);
      // From where it stood then nothing is left to read.
      const again = await start(started.position);
      expect(again).toMatchObject({ came: [], head: position });
      expect(again.sent).toBeLessThanOrEqual(LOOKS + OURS);
    },
  );

  it('looks through the records itself when the server is at it for too long', async () => {
    await begin();
    const first = await open();
    const { position } = await first.append('order-1', 'no-stream', [event('a')]);
    await close();
    othersWrite(server, 3_000);
    server.faults.neverFinds = true;
    // Nobody waits here for as long as a server may look.
    const sleep: Timer['sleep'] = (ms, signal) => systemTimer.sleep(ms > USUAL_PATIENCE.totalMs ? 50 : ms, signal);
    const opened = await open({ elapsed: () => systemTimer.elapsed(), sleep });
    expect(await opened.head()).toBe(position);
  });

  it('reads backwards from its own last event on', async () => {
    await begin();
    const first = await open();
    await first.append('order-1', 'no-stream', [event('a'), event('b')]);
    await first.append('order-2', 'no-stream', [event('c')]);
    await close();
    othersWrite(server, 20_000);
    const opened = await open();
    const before = server.sent;
    const newest: string[] = [];
    for await (const page of opened.readAll({ direction: 'backwards', within: 1_000 }))
      newest.push(...page.map(({ streamId, revision }) => `${streamId}@${revision}`));
    expect(newest.slice(0, 3)).toEqual(['order-2@0', 'order-1@1', 'order-1@0']);
    expect(server.sent - before).toBeLessThanOrEqual(LOOKS + 1_000);
  });

  it('finds out that the log has no event of this program', async () => {
    await begin();
    othersWrite(server, 5_000);
    const started = await start(START);
    expect(started).toMatchObject({ came: [], head: START });
    expect(started.sent).toBeLessThanOrEqual(LOOKS + OURS);
  });
});
