import { beforeEach, describe, expect, it } from '@jest/globals';
import { seedMenu } from '../../src/compose/seed-menu.ts';
import { DamagedLog, type JsonObject } from '../../src/platform/eventstore/event-store.ts';
import { createEventLog, type EventLog } from '../../src/stored-events/event-log.ts';
import { MENU_STREAM, MenuReader } from '../../src/stored-events/menu-reader.ts';
import { codecWorld } from '../support/codec-world.ts';
import { FixedClock } from '../support/fixed-clock.ts';
import { idOf } from '../support/history.ts';
import { MemoryEventStore } from '../support/memory-event-store.ts';

describe('the menu, of which an event can not be read', () => {
  let store: MemoryEventStore;
  let log: EventLog;
  beforeEach(async () => {
    store = new MemoryEventStore();
    log = createEventLog(store, (await codecWorld()).codec);
    await seedMenu({ log, clock: new FixedClock() });
  });

  /** Writes an event to the menu that this program can't read. */
  const unreadable = async (data: JsonObject, schema = 2) => {
    const before = (await store.readStream(MENU_STREAM)).at(-1);
    if (before === undefined) throw new Error('the menu was filled');
    const event = { ...before, id: idOf(`event ${before.revision}`), type: 'MenuItemChanged', data };
    await store.append(MENU_STREAM, before.revision, [{ ...event, metadata: { ...before.metadata, schema } }]);
  };

  it('stops the ordering of the item that it is about, with a reason, and of no other', async () => {
    await unreadable({ menuItemId: 'rose-bouquet', price: 99_000 });
    const menu = new MenuReader(log);
    await expect(menu.current(['tulip-bouquet', 'rose-bouquet'])).rejects.toThrow(DamagedLog);
    await expect(menu.current(['rose-bouquet'])).rejects.toThrow(/rose-bouquet.*newer program/);
    expect((await menu.current(['tulip-bouquet'])).has('tulip-bouquet')).toBe(true);
  });

  it('stops it still after it has been asked before', async () => {
    const menu = new MenuReader(log);
    await menu.current(['rose-bouquet']);
    await unreadable({ menuItemId: 'rose-bouquet', price: 99_000 });
    await expect(menu.current(['rose-bouquet'])).rejects.toThrow(DamagedLog);
    await expect(menu.current(['rose-bouquet'])).rejects.toThrow(DamagedLog);
  });

  it('stops the item whose name may have been damaged in it', async () => {
    await unreadable({ $damaged: '{"menuItemId":"rose-bouqueu","price":99000}' });
    const menu = new MenuReader(log);
    await expect(menu.current(['rose-bouquet'])).rejects.toThrow(DamagedLog);
    expect((await menu.current(['tulip-bouquet'])).size).toBeGreaterThan(0);
  });

  it('stops all items when it names none', async () => {
    await unreadable({ $damaged: '{"menuI' });
    await expect(new MenuReader(log).current(['tulip-bouquet'])).rejects.toThrow(DamagedLog);
  });

  it('does not keep a shop from starting when events are gone', async () => {
    const inspectStream = () => Promise.reject(new DamagedLog('event 0 of menu-kkotgil is missing'));
    const damaged = { inspectStream } as unknown as EventLog;
    await expect(seedMenu({ log: damaged, clock: new FixedClock() })).resolves.toBeDefined();
  });

  it('does not keep a shop from starting', async () => {
    const damaged = new MemoryEventStore();
    const first = (await store.readStream(MENU_STREAM))[0];
    if (first === undefined) throw new Error('the menu was filled');
    await damaged.append(MENU_STREAM, 'no-stream', [{ ...first, type: 'MenuItemAdeed' }]);
    const other = createEventLog(damaged, (await codecWorld()).codec);
    await seedMenu({ log: other, clock: new FixedClock() });
    expect(await damaged.readStream(MENU_STREAM)).toHaveLength(1);
  });
});
