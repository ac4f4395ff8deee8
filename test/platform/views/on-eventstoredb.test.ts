import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OWN_STREAMS } from '../../../src/compose/names.ts';
import { openEventStoreDb } from '../../../src/platform/eventstore/eventstoredb/eventstoredb-event-store.ts';
import { systemTimer } from '../../../src/platform/runtime/system.ts';
import { openEmbeddedViewStore } from '../../../src/platform/views/embedded/embedded-view-store.ts';
import { Projector } from '../../../src/platform/views/projector.ts';
import { views } from '../../../src/projections/views.ts';
import { createEventLog } from '../../../src/stored-events/event-log.ts';
import { EventStoreDouble } from '../../doubles/eventstoredb/double.ts';
import { othersWrite } from '../../doubles/eventstoredb/others-write.ts';
import { codecWorld } from '../../support/codec-world.ts';
import { aRoseOrder, idOf } from '../../support/history.ts';
import { quiet } from '../../support/quiet-logger.ts';
import { until } from '../../support/until.ts';

describe.each(['23.10', '24.6'] as const)('views of a log on EventStoreDB %s', (version) => {
  let folder: string;
  let server: EventStoreDouble;
  let world: Awaited<ReturnType<typeof codecWorld>>;
  const closing: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kkotgil-views-'));
    server = await EventStoreDouble.start({ version });
    world = await codecWorld();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
    await server.close();
    rmSync(folder, { recursive: true });
  });

  /** A process that keeps the views, and how to end it. */
  async function start() {
    const events = await openEventStoreDb({ ...OWN_STREAMS, connectionString: server.connectionString });
    const log = createEventLog(events, world.codec);
    const store = openEmbeddedViewStore({ path: join(folder, 'views.db') });
    const projector = new Projector(views, { log, store, timer: systemTimer, logger: quiet });
    await projector.open();
    const opened = await store.view('order-status');
    projector.start();
    const stop = async () => {
      await projector.stop();
      await store.close();
      await events.close();
    };
    closing.push(stop);
    const place = (name: string) =>
      log.append(`order-${idOf(name)}`, 'no-stream', [{ type: 'OrderPlaced', data: aRoseOrder }], {
        ...world.context,
        commandId: randomUUID(),
        correlationId: idOf(name),
      });
    const live = async () => {
      const { versions } = await store.view('order-status');
      return versions.at(-1);
    };
    const end = async () => {
      closing.pop();
      await stop();
    };
    return { opened, place, live, stop: end, isCaughtUp: () => projector.caughtUp };
  }

  it('are the same after a quiet restart, however much another program has written', async () => {
    const first = await start();
    const { position } = await first.place('one');
    await until(async () => ((await first.live())?.position ?? '') >= position);
    // A position is kept that lies behind the last event of this program.
    othersWrite(server, 4_200);
    await until(async () => ((await first.live())?.position ?? '') > position);
    const before = await first.live();
    await first.stop();

    const second = await start();
    expect(second.opened.live).toBe(before?.version);
    expect(second.opened.versions).toHaveLength(1);
    const placed = await second.place('two');
    await until(async () => ((await second.live())?.position ?? '') >= placed.position);
    expect((await second.live())?.version).toBe(before?.version);
  });

  it('are sent as much at a start, however many records of others lie behind them', async () => {
    const first = await start();
    const { position } = await first.place('one');
    await until(async () => ((await first.live())?.position ?? '') >= position);
    await first.stop();
    const sent: number[] = [];
    for (const count of [100, 4_200, 20_000]) {
      othersWrite(server, count);
      const before = server.sent;
      const process = await start();
      await until(() => process.isCaughtUp());
      sent.push(server.sent - before);
      await process.stop();
    }
    expect(Math.max(...sent) - Math.min(...sent)).toBeLessThanOrEqual(views.length);
  });

  it('go on over an order whose stream was deleted for good, and park that one', async () => {
    const first = await start();
    const { position } = await first.place('deleted');
    await until(async () => ((await first.live())?.position ?? '') >= position);
    server.records.tombstone(`order-${idOf('deleted')}`, 0);
    const other = await first.place('other');
    await until(async () => ((await first.live())?.position ?? '') >= other.position);
    expect((await first.live())?.parked.map(({ id }) => id)).toEqual([idOf('deleted')]);
    await first.stop();

    // A start tries to heal what is parked, and can't read its stream.
    const second = await start();
    const third = await second.place('third');
    await until(async () => ((await second.live())?.position ?? '') >= third.position);
    expect((await second.live())?.parked.map(({ id }) => id)).toEqual([idOf('deleted')]);
  });
});
