import { mkdtemp, rm } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type EmbeddedLog,
  openEmbeddedEventStore,
} from '../../../../src/platform/eventstore/embedded/embedded-event-store.ts';
import { lostKeys } from '../../../../src/platform/eventstore/embedded/lost-keys.ts';
import { toPosition } from '../../../../src/platform/eventstore/embedded/position.ts';
import { START } from '../../../../src/platform/eventstore/event-store.ts';
import type { Damage } from '../../../../src/platform/eventstore/log-check/damage.ts';
import { event } from '../../../support/an-event.ts';
import { damage, spoilPageWith } from './support/damage.ts';
import { fillWithTwoOrders } from './support/two-orders.ts';

describe('a walk over the embedded log', () => {
  let dataDir: string;
  let store: EmbeddedLog;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'kkotgil-walk-'));
    store = openEmbeddedEventStore({ dataDir });
    await fillWithTwoOrders(store, 1_200);
  });
  afterEach(async () => {
    await store.close();
    await rm(dataDir, { recursive: true });
  });

  const open = async () => [];
  const walked = async (look: Parameters<EmbeddedLog['walk']>[0] = open, from = START) => {
    const found: [number, string | null, Damage['what']][] = [];
    const reached: number[] = [];
    for await (const step of store.walk(look)(from, new AbortController().signal)) {
      reached.push(Number(step.upTo));
      for (const { position, streamId, what } of step.damage) found.push([Number(position), streamId, what]);
    }
    return { found: found.sort(([a], [b]) => a - b), reached };
  };
  const afterDamage = async (sql: string) => {
    await store.close();
    damage(dataDir, sql);
    store = openEmbeddedEventStore({ dataDir });
  };

  it('finds nothing in a sound log, and comes to its end in steps', async () => {
    expect(await walked()).toEqual({ found: [], reached: [200, 400, 600, 800, 1_000, 1_200, 1_206, 1_206, 1_206] });
  });

  it('goes on from where an earlier one has ended', async () => {
    expect(await walked(open, toPosition(1_000))).toEqual({ found: [], reached: [1_200, 1_206] });
  });

  it('names every event that was changed, and goes on after each', async () => {
    await afterDamage(
      "UPDATE events SET type = 'Other' WHERE position IN (3, 50); UPDATE events SET category = 'x' WHERE position = 6",
    );
    expect((await walked()).found).toEqual([
      [3, 'order-1', 'changed'],
      [6, 'order-2', 'changed'],
      [50, 'order-later-0', 'changed'],
    ]);
  });

  it('names an event of which only the hash was changed for what it is, and nothing beside it', async () => {
    await afterDamage('UPDATE events SET hash = zeroblob(32) WHERE position IN (2, 499, 501, 1000)');
    expect((await walked()).found).toEqual([
      [2, 'order-2', 'hash-changed'],
      [499, 'order-later-400', 'hash-changed'],
      [501, 'order-later-400', 'hash-changed'],
      [1_000, 'order-later-900', 'hash-changed'],
    ]);
    await expect(store.readStream('order-2')).resolves.toHaveLength(3);
  });

  it('says of which stream an event is missing in the middle, and that the next one is proven by nothing', async () => {
    await afterDamage('DELETE FROM events WHERE position = 3');
    expect((await walked()).found).toEqual([
      [3, 'order-1', 'missing'],
      [4, 'order-2', 'changed'],
    ]);
  });

  it('says of which stream the last event is missing', async () => {
    await afterDamage('DELETE FROM events WHERE position IN (5, 6)');
    expect((await walked()).found).toEqual([
      [5, 'order-1', 'missing'],
      [6, 'order-2', 'missing'],
      [7, 'order-later-0', 'changed'],
    ]);
  });

  it('names the place alone where the file gives nothing away', async () => {
    await store.close();
    spoilPageWith(dataDir, event('0/50').id);
    store = openEmbeddedEventStore({ dataDir });
    const { found } = await walked();
    expect(found.some(([, streamId, what]) => streamId === null && what === 'unreadable')).toBe(true);
    expect(found.every(([position]) => position > 20 && position < 90)).toBe(true);
  });

  it('takes notes for a log of a program that took none, and then knows what is missing at the end of a stream', async () => {
    await afterDamage('DELETE FROM tails');
    await walked();
    await afterDamage('DELETE FROM events WHERE position = 5');
    expect((await walked()).found).toContainEqual([5, 'order-1', 'missing']);
  });

  it('holds no row while others have their turn', async () => {
    const looked: WeakRef<object>[] = [];
    const look = async (rows: readonly object[]) => {
      looked.push(...rows.map((row) => new WeakRef(row)));
      return [];
    };
    const held: number[] = [];
    for await (const _step of store.walk(look)(START, new AbortController().signal)) {
      await collectGarbage();
      held.push(looked.filter((row) => row.deref() !== undefined).length);
      if (held.length === 3) break;
    }
    expect(looked).toHaveLength(600);
    expect(held).toEqual([0, 0, 0]);
  });

  it('names events whose key is lost, and none whose key was destroyed', async () => {
    const sealed = (key: string) => ({
      ...event(key),
      data: { $sealed: { customer: { key, fields: [], box: null } } },
    });
    await store.append('order-sealed', 'no-stream', [sealed('there'), sealed('lost'), sealed('destroyed')]);
    const keyring = {
      keysOf: async (ids: Iterable<string>) =>
        new Map([...ids].filter((id) => id !== 'lost').map((id) => [id, null] as const)),
    };
    expect((await walked(lostKeys(keyring))).found).toEqual([[1_208, 'order-sealed', 'key-lost']]);
  });
});

async function collectGarbage(): Promise<void> {
  // What a turn has made weak references to lives until that turn is over.
  await new Promise((resolve) => setImmediate(resolve));
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.collectGarbage');
  session.disconnect();
}
