import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEmbeddedEventStore } from '../../../../src/platform/eventstore/embedded/embedded-event-store.ts';
import { DAMAGED, DamagedLog, type EventStore } from '../../../../src/platform/eventstore/event-store.ts';
import { damage } from './support/damage.ts';
import { fillWithTwoOrders } from './support/two-orders.ts';

/** Older than what is checked at each start. */
const LATER_EVENTS = 1_100;

describe('an old event of the embedded log', () => {
  let dataDir: string;
  let store: EventStore;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'kkotgil-checked-'));
    store = openEmbeddedEventStore({ dataDir });
    await fillWithTwoOrders(store, LATER_EVENTS);
  });
  afterEach(async () => {
    await store.close();
    await rm(dataDir, { recursive: true });
  });

  const afterDamage = async (sql: string) => {
    await store.close();
    damage(dataDir, sql);
    store = openEmbeddedEventStore({ dataDir });
  };
  /** How a stream reads: whole, with events that nobody takes, or not at all. */
  const reads = async (stream: string): Promise<string> => {
    try {
      const events = await store.readStream(stream);
      return events.map(({ data }) => (DAMAGED in data ? 'x' : '.')).join('');
    } catch (error) {
      if (error instanceof DamagedLog) return 'damaged';
      throw error;
    }
  };

  it('reads as it was written when nothing is wrong', async () => {
    expect(await reads('order-1')).toBe('...');
  });

  it.each([
    ['its body', 'data = replace(data, \'"n":1\', \'"n":3\')'],
    ['its metadata', "metadata = replace(metadata, 'customer', 'cusdomer')"],
    ['its type', "type = 'OrderPlacet'"],
    ['its id', "id = replace(id, substr(id, 1, 1), 'x')"],
  ])('is told from what was written when a bit of %s flips, and other orders read on', async (_what, change) => {
    await afterDamage(`UPDATE events SET ${change} WHERE position = 3`);
    expect(await reads('order-1')).toBe('.x.');
    expect(await reads('order-2')).toBe('...');
  });

  it.each([
    ['its stream', "stream = 'order-q'"],
    ['its revision', 'revision = 17'],
    ['its position', 'position = 70000'],
  ])('stops its stream when a bit of %s flips', async (what, change) => {
    const open = afterDamage(`UPDATE events SET ${change} WHERE position = 3`);
    // Where the log ends is what every append goes by.
    if (what === 'its position') return expect(open).rejects.toThrow(/damaged/);
    await open;
    expect(await reads('order-1')).toBe('damaged');
    return undefined;
  });

  it('stops its stream when it is taken out of the middle', async () => {
    await afterDamage('DELETE FROM events WHERE position = 3');
    expect(await reads('order-1')).toBe('damaged');
  });

  it.each(['forwards', 'backwards'] as const)(
    'stops its stream when it was the last of it, read %s',
    async (direction) => {
      await afterDamage('DELETE FROM events WHERE position = 5');
      await expect(store.readStream('order-1', { direction })).rejects.toThrow(/event 2 of order-1 is missing/);
      expect(await reads('order-2')).not.toBe('damaged');
    },
  );

  it('stops its stream when all of it is gone', async () => {
    await afterDamage("DELETE FROM events WHERE stream = 'order-1'");
    expect(await reads('order-1')).toBe('damaged');
  });

  it('is not taken for another one when both have changed places', async () => {
    await afterDamage(
      'UPDATE events SET position = -1 WHERE position = 3; UPDATE events SET position = 3 WHERE position = 4; UPDATE events SET position = 4 WHERE position = -1',
    );
    expect(await reads('order-1')).toContain('x');
    expect(await reads('order-2')).toContain('x');
  });

  it('is read when only what it is filed under was hurt, which no decision looks at', async () => {
    await afterDamage("UPDATE events SET category = 'ordes' WHERE position = 3");
    expect(await reads('order-1')).toBe('...');
  });

  it('is read when only a hash was hurt: its own, or that of the event before', async () => {
    await afterDamage('UPDATE events SET hash = zeroblob(32) WHERE position = 3');
    expect(await reads('order-1')).toBe('...');
    expect(await reads('order-2')).toBe('...');
  });

  it('is not decided on when what stood before it is gone, because nothing proves it any more', async () => {
    await afterDamage('DELETE FROM events WHERE position = 3');
    expect(await reads('order-2')).toBe('.x.');
  });

  it.each([2, 3, 6])('is read with all others when only the hash of the event at %i was hurt', async (position) => {
    await afterDamage(`UPDATE events SET hash = zeroblob(32) WHERE position = ${position}`);
    const all = [];
    for await (const page of store.readAll({ limit: 20 })) all.push(...page);
    expect(all.filter(({ data }) => DAMAGED in data)).toEqual([]);
    expect(all).toHaveLength(20);
  });

  it.each([[undefined], [['order' as const]]])(
    'comes as one that can not be read, in its place, when all is read (%s)',
    async (categories) => {
      await afterDamage('UPDATE events SET data = replace(data, \'"n":1\', \'"n":3\') WHERE position = 3');
      const all = [];
      for await (const page of store.readAll({ limit: 6, ...(categories && { categories }) })) all.push(...page);
      expect(all.map(({ data }) => DAMAGED in data)).toEqual([false, false, true, false, false, false]);
    },
  );
});
