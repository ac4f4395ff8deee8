import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { EmbeddedLookStore } from '../../src/looks/embedded/look-file.ts';
import { LookRecorder } from '../../src/looks/look-recorder.ts';
import type { Look } from '../../src/looks/look-store.ts';
import { MongoLookStore } from '../../src/looks/mongo/look-collection.ts';
import { StoreUnavailable } from '../../src/platform/eventstore/event-store.ts';
import { FixedClock } from '../support/fixed-clock.ts';
import { describeOnMongo } from '../support/mongo/describe-on-mongo.ts';
import { quiet } from '../support/quiet-logger.ts';
import { lookStoreContract } from './look-store.contract.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'kkotgil-looks-'));
  folders.push(folder);
  return folder;
};

lookStoreContract('the file', async () => new EmbeddedLookStore(join(newFolder(), 'looks.db')));
await describeOnMongo('looks', (mongo) => {
  lookStoreContract('the collection', async () => MongoLookStore.open(await mongo.connect()));
});

describe('the recorder of looks', () => {
  function setUp() {
    const clock = new FixedClock();
    const added: (readonly Look[])[] = [];
    const world = { isAway: false };
    const add = async (looks: readonly Look[]) => {
      if (world.isAway) throw new StoreUnavailable('away');
      added.push(looks);
    };
    const store = new EmbeddedLookStore(join(newFolder(), 'looks.db'));
    const recorder = new LookRecorder({
      store: Object.assign(Object.create(store), { add }),
      clock,
      timer: clock,
      logger: quiet,
    });
    const stop = new AbortController();
    const running = recorder.run(stop.signal);
    return { clock, added, world, recorder, stop, running };
  }

  it('writes once a second what came meanwhile, all of one person and route as one', async () => {
    const { clock, added, recorder, stop, running } = setUp();
    for (const order of ['a', 'b', 'a']) recorder.note('florist', 'GET /x', [order]);
    recorder.note('operator', 'GET /x', ['a']);
    expect(added).toEqual([]);
    await clock.advance(1_100);
    expect(added).toHaveLength(1);
    expect(added[0]?.map(({ who, orders, calls }) => [who, orders, calls])).toEqual([
      ['florist', ['a', 'b'], 3],
      ['operator', ['a'], 1],
    ]);
    stop.abort();
    await running;
  });

  it('loses nothing while the store is away, nor when the program ends', async () => {
    const { clock, added, world, recorder, stop, running } = setUp();
    world.isAway = true;
    recorder.note('florist', 'GET /x', ['a']);
    await clock.advance(3_000);
    recorder.note('florist', 'GET /x', ['b']);
    world.isAway = false;
    stop.abort();
    await running;
    expect(added.flat().map(({ orders, calls }) => [orders, calls])).toEqual([[['a', 'b'], 2]]);
  });
});
