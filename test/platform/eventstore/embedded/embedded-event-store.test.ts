import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openEmbeddedEventStore } from '../../../../src/platform/eventstore/embedded/embedded-event-store.ts';
import { GroupCommit } from '../../../../src/platform/eventstore/embedded/group-commit.ts';
import { openLogFile, openLogFileReadOnly } from '../../../../src/platform/eventstore/embedded/log-file.ts';
import { LogReader } from '../../../../src/platform/eventstore/embedded/log-reader.ts';
import { LogWriter } from '../../../../src/platform/eventstore/embedded/log-writer.ts';
import { verifyChain } from '../../../../src/platform/eventstore/embedded/verify-chain.ts';
import {
  AppendTooLarge,
  DamagedLog,
  type EventStore,
  type NewEvent,
  RevisionConflict,
  START,
  StoreUnavailable,
} from '../../../../src/platform/eventstore/event-store.ts';
import { StartFault } from '../../../../src/platform/runtime/start-fault.ts';
import { WalFlush } from '../../../../src/platform/runtime/wal-flush.ts';
import { yieldToEventLoop } from '../../../../src/platform/runtime/yield.ts';
import { event } from '../../../support/an-event.ts';
import { FixedClock } from '../../../support/fixed-clock.ts';
import { damage, loseIndexEntry, spoilPageWith } from './support/damage.ts';

describe('the embedded log', () => {
  let dataDir: string;
  let open: EventStore[];
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'kkotgil-log-'));
    open = [];
  });
  afterEach(async () => {
    for (const store of open) await store.close();
    await rm(dataDir, { recursive: true });
  });

  const openStore = () => {
    const store = openEmbeddedEventStore({ dataDir });
    open.push(store);
    return store;
  };
  const fill = async (store: EventStore, count: number) => {
    for (let n = 0; n < count; n++) await store.append('order-1', n === 0 ? 'no-stream' : n - 1, [event(`e${n}`, n)]);
  };
  const anEventEach = (count: number, name = 'e') => [...Array(count)].map((_, n) => event(`${name}${n}`, n));
  const verified = async () => {
    const reader = new LogReader(openLogFileReadOnly(dataDir));
    const report = await verifyChain(reader);
    reader.close();
    return report;
  };

  it('answers an append with the very events that it hands to followers, and a repeat without', async () => {
    const store = openStore();
    const following = new AbortController();
    const heard = (async () => {
      for await (const { events } of store.subscribe({ after: START, signal: following.signal }))
        if (events.length > 0) return events;
      return [];
    })();
    const events = [event('a'), event('b')];
    const { stored } = await store.append('order-1', 'no-stream', events);
    const followed = await heard;
    expect(stored).toHaveLength(2);
    for (const [index, each] of followed.entries()) expect(stored?.[index]).toBe(each);
    expect(await store.append('order-1', 'no-stream', events)).not.toHaveProperty('stored');
    following.abort();
  });

  it('notes the ends of streams once for all that was written in a second, and at its end', async () => {
    const clock = new FixedClock();
    const store = openEmbeddedEventStore({ dataDir, timer: clock });
    open.push(store);
    const noted = () => {
      const reader = new LogReader(openLogFileReadOnly(dataDir));
      const tails = reader.tails('', 10).map(({ stream, revision, position }) => [stream, revision, position]);
      reader.close();
      return tails;
    };
    await fill(store, 3);
    await store.append('order-2', 'no-stream', [event('x')]);
    await expect(store.append('order-2', 'no-stream', [event('y')])).rejects.toBeInstanceOf(RevisionConflict);
    expect(noted()).toEqual([]);
    await clock.advance(1_000);
    expect(noted()).toEqual([
      ['order-1', 2, 3],
      ['order-2', 0, 4],
    ]);
    await store.append('order-1', 2, [event('z')]);
    await store.close();
    expect(noted()).toEqual([
      ['order-1', 3, 5],
      ['order-2', 0, 4],
    ]);
  });

  it('knows where each of its streams ends, and reads nothing for it', async () => {
    const store = openStore();
    expect(store.endOf('order-1')).toBe('no-stream');
    await fill(store, 2);
    expect(store.endOf('order-1')).toBe(1);
    await expect(store.append('order-1', 'no-stream', [event('other')])).rejects.toMatchObject({ actual: 1 });
    await fill(store, 2);
    expect(store.endOf('order-1')).toBe(1);
    await store.close();
    expect(() => store.endOf('order-1')).toThrow(StoreUnavailable);
    expect(openStore().endOf('order-1')).toBe(1);
  });

  it('numbers its events without a gap, also after conflicts', async () => {
    const store = openStore();
    await Promise.allSettled([...Array(20)].map((_, n) => store.append('order-1', 'no-stream', [event(`race-${n}`)])));
    const { position } = await store.append('order-2', 'no-stream', [event('next')]);
    expect(Number(position)).toBe(2);
  });

  it('commits calls that come together as one group, in which a conflict is only its own', async () => {
    const store = openStore();
    const results = await Promise.allSettled([
      store.append('order-1', 'no-stream', [event('a')]),
      store.append('order-1', 'no-stream', [event('b')]),
      store.append('order-1', 0, [event('c')]),
      store.append('order-2', 'no-stream', [event('d')]),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  });

  it('refuses a second app on its folder, and says so', () => {
    openStore();
    expect(() => openEmbeddedEventStore({ dataDir })).toThrow(
      expect.objectContaining({ message: expect.stringContaining('Another process'), setting: 'data-dir' }),
    );
  });

  it('gives its folder free when it refuses to open', async () => {
    await writeFile(join(dataDir, 'log.db'), '');
    expect(openStore).toThrow(/can't be opened/);
    await rm(join(dataDir, 'log.db'));
    expect(openStore().logId).toMatch(/./);
  });

  it('says so when its folder can not be used', async () => {
    await writeFile(join(dataDir, 'file'), '');
    expect(() => openEmbeddedEventStore({ dataDir: join(dataDir, 'file') })).toThrow(
      expect.objectContaining({ message: expect.stringContaining("can't be used"), setting: 'data-dir' }),
    );
  });

  it('is made whole or not at all: what an interrupted first start left is swept away', async () => {
    await writeFile(join(dataDir, 'log.db.new'), 'half a log');
    const store = openStore();
    await fill(store, 1);
    expect(await verified()).toMatchObject({ checked: 1, fault: null });
    expect(await readdir(dataDir)).not.toContain('log.db.new');
  });

  it('lets readers in while an app writes, and when none runs', async () => {
    const store = openStore();
    await fill(store, 3);
    expect(await verified()).toMatchObject({ checked: 3, fault: null });
    await store.append('order-1', 2, [event('more')]);
    expect(await verified()).toMatchObject({ checked: 4, fault: null });
    await store.close();
    expect(await verified()).toMatchObject({ checked: 4, fault: null });
  });

  it('refuses what can not be stored before it joins a group, where it would take the others down with it', async () => {
    const store = openStore();
    const bad: [string, object][] = [
      ['order-1', { ...event('a'), id: null }],
      ['order-1', { ...event('a'), type: 'Order\nPlaced' }],
      ['order-1', { ...event('a'), data: undefined }],
      ['order-1', { ...event('a'), data: { amount: 1n } }],
      ['order-1', { ...event('a'), metadata: 'text' }],
      ['order\n1', event('a')],
    ];
    const good = store.append('order-2', 'no-stream', [event('good')]);
    const refused = bad.map(([stream, each]) => store.append(stream, 'no-stream', [each as NewEvent]));
    for (const each of refused) await expect(each).rejects.toBeInstanceOf(TypeError);
    expect(await good).toMatchObject({ revision: 0 });
  });

  it('hands what was just appended to all who follow as the same objects', async () => {
    const store = openStore();
    const abort = new AbortController();
    const next = async () => {
      for await (const { events } of store.subscribe({ after: START, signal: abort.signal })) {
        if (events.length > 0) return events[0];
      }
      return undefined;
    };
    const following = [next(), next()];
    await store.append('order-1', 'no-stream', [event('a')]);
    const [one, other] = await Promise.all(following);
    expect(one).toMatchObject({ streamId: 'order-1', revision: 0 });
    expect(one).toBe(other);
  });

  it('refuses what is too large, and what names a stream that no stream can have', async () => {
    const store = openStore();
    const large = { ...event('large'), data: { text: 'x'.repeat(1_048_577) } };
    await expect(store.append('order-1', 'no-stream', [large])).rejects.toBeInstanceOf(AppendTooLarge);
    await expect(store.append('order 1\n', 'no-stream', [event('a')])).rejects.toBeInstanceOf(TypeError);
  });

  it('answers every later call, once closed, that it is not there', async () => {
    const store = openStore();
    await store.close();
    await expect(store.append('order-1', 'no-stream', [event('a')])).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(store.readStream('order-1')).rejects.toBeInstanceOf(StoreUnavailable);
  });

  describe('a damaged log', () => {
    const changes: [string, string, object][] = [
      [
        'a changed body',
        "UPDATE events SET data = replace(data, '꽃길', '꽃님') WHERE position = 7",
        { position: 7, what: 'changed' },
      ],
      [
        'a changed time',
        "UPDATE events SET metadata = replace(metadata, '2026', '2025') WHERE position = 7",
        { position: 7, what: 'changed' },
      ],
      ['a row that is gone', 'DELETE FROM events WHERE position = 7', { position: 7, what: 'missing' }],
      [
        'two rows that changed places',
        'UPDATE events SET position = -1 WHERE position = 5; UPDATE events SET position = 5 WHERE position = 7; UPDATE events SET position = 7 WHERE position = -1',
        { position: 5, what: 'changed' },
      ],
      [
        'a row that is filed elsewhere',
        "UPDATE events SET category = 'menu' WHERE position = 7",
        { position: 7, what: 'changed' },
      ],
    ];

    it.each(changes)('with %s is found out, with the place', async (_name, sql, fault) => {
      const store = openStore();
      await fill(store, 10);
      await store.close();
      damage(dataDir, sql);
      expect((await verified()).fault).toEqual(fault);
    });

    it('is not opened when its last event is not what was written, and the message says what to do', async () => {
      const store = openStore();
      await fill(store, 10);
      await store.close();
      damage(dataDir, "UPDATE events SET type = 'Other' WHERE position = 10");
      expect(openStore).toThrow(StartFault);
      expect(openStore).toThrow(/damaged.*backup/s);
    });

    it('shows by its head that events were cut off at the end', async () => {
      const store = openStore();
      await fill(store, 10);
      await store.close();
      const { head } = await verified();
      damage(dataDir, 'DELETE FROM events WHERE position = 10');
      expect((await verified()).head).not.toBe(head);
    });

    describe('of which a page is spoilt', () => {
      beforeEach(async () => {
        const store = openStore();
        for (let n = 0; n < 40; n++) {
          await store.append(`order-${n}`, 'no-stream', anEventEach(50, `e${n}-`));
        }
        await store.close();
      });

      it('is found out, with the place', async () => {
        spoilPageWith(dataDir, event('e10-0').id);
        const { fault } = await verified();
        expect(fault?.what).toBe('unreadable');
        expect(fault?.position).toBeGreaterThan(480);
        expect(fault?.position).toBeLessThanOrEqual(501);
      });

      it('gives no stream that lies there, and goes on with the others', async () => {
        spoilPageWith(dataDir, event('e10-0').id);
        const store = openStore();
        await expect(store.readStream('order-10')).rejects.toBeInstanceOf(DamagedLog);
        expect(await store.readStream('order-30')).toHaveLength(50);
      });

      it('is not opened when that is at its end', () => {
        spoilPageWith(dataDir, event('e39-49').id);
        expect(openStore).toThrow(/damaged.*backup/s);
      });
    });

    it('whose index has lost an entry is found out, though its chain is sound', async () => {
      const store = openStore();
      await fill(store, 5);
      await store.append('order-2', 'no-stream', [event('last in the index')]);
      await store.close();
      loseIndexEntry(dataDir);
      const reader = new LogReader(openLogFileReadOnly(dataDir));
      expect((await verifyChain(reader)).fault).toBe(null);
      expect(reader.integrityFault()).toMatch(/entries in index/);
      reader.close();
    });

    it('from whose middle an event is gone does not give its stream', async () => {
      const store = openStore();
      await store.append('order-1', 'no-stream', anEventEach(1_200));
      await store.close();
      damage(dataDir, 'DELETE FROM events WHERE position = 7');
      const again = openStore();
      await expect(again.readStream('order-1')).rejects.toThrow(/event 6 of order-1 is missing/);
      await expect(again.readStream('order-1', { direction: 'backwards' })).rejects.toBeInstanceOf(DamagedLog);
      expect(await again.readStream('order-1', { from: 7 })).toHaveLength(1_193);
    });

    it('with a body that is no JSON any more gives that event alone as something no schema takes', async () => {
      const store = openStore();
      await store.append('order-1', 'no-stream', anEventEach(1_200));
      await store.close();
      damage(dataDir, 'UPDATE events SET data = substr(data, 2) WHERE position = 7');
      const events = await openStore().readStream('order-1', { limit: 8 });
      expect(events[6]?.data).toEqual({ $damaged: expect.stringContaining('꽃길') });
      expect(events[7]?.data).toMatchObject({ n: 7 });
    });

    it('that is no database at all is not opened', async () => {
      await writeFile(
        join(dataDir, 'log.db'),
        'this is a letter, not a log, and long enough to be taken for one '.repeat(100),
      );
      expect(openStore).toThrow(/can't be opened.*backup/s);
    });

    it('of a newer format is not opened', async () => {
      await openStore().close();
      damage(dataDir, "UPDATE about SET value = '9' WHERE name = 'format'");
      expect(openStore).toThrow(/format 9/);
    });

    it('that was cut to nothing is not taken for a new one', async () => {
      await openStore().close();
      await writeFile(join(dataDir, 'log.db'), '');
      expect(openStore).toThrow(/can't be opened.*backup/s);
    });

    it('of which only the newest changes are left is not begun anew', async () => {
      await writeFile(join(dataDir, 'log.db-wal'), 'changes');
      expect(openStore).toThrow(/newest changes.*backup/s);
    });
  });

  it('refuses to write while the disk is full, goes on reading, and writes again when there is room', async () => {
    const db = openLogFile(dataDir);
    const writer = new LogWriter(db);
    const commits = new GroupCommit(writer, () => {});
    const append = (n: number) =>
      commits.append({
        streamId: `order-${n}`,
        expected: 'no-stream',
        events: [
          { id: String(n), type: 'OrderPlaced', data: JSON.stringify({ text: 'x'.repeat(2_000) }), metadata: '{}' },
        ],
      });
    const { page_count: pages } = db.prepare('PRAGMA page_count').get() as { page_count: number };
    db.exec(`PRAGMA max_page_count = ${pages + 10}`);
    let written = 0;
    const full = (async () => {
      for (;;) {
        await append(written);
        written++;
      }
    })();
    await expect(full).rejects.toBeInstanceOf(StoreUnavailable);
    expect(written).toBeGreaterThan(0);
    await expect(append(written)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(writer.endOf(`order-${written}`)).toBe('no-stream');
    expect((await verified()).checked).toBe(written);
    db.exec('PRAGMA max_page_count = 1000000');
    await append(written);
    expect(await verified()).toMatchObject({ checked: written + 1, fault: null });
    db.close();
  });

  it('goes on while the disk takes an event, and neither answers nor shows it to anybody before', async () => {
    const store = openStore();
    await fill(store, 1);
    const before = await store.head();
    const disk = Promise.withResolvers<void>();
    const flush = jest.spyOn(WalFlush.prototype, 'flush').mockReturnValueOnce(disk.promise);
    const heard: string[] = [];
    const closing = new AbortController();
    const told: string[] = [];
    const following = (async () => {
      for await (const { events } of store.subscribe({ after: START, signal: closing.signal }))
        for (const { streamId, revision } of events) told.push(`${streamId} ${revision}`);
    })();
    const appended = store.append('order-1', 0, [event('e1', 1)]).then(() => heard.push('appended'));
    while (flush.mock.calls.length === 0) await yieldToEventLoop();
    const read = store.readStream('order-1').then((events) => heard.push(`read ${events.length}`));
    const later = store.append('order-2', 'no-stream', [event('e2', 2)]).then(() => heard.push('appended later'));
    for (let turn = 0; turn < 5; turn++) await yieldToEventLoop();
    const seen: string[] = [];
    for await (const page of store.readAll())
      seen.push(...page.map(({ streamId, revision }) => `${streamId} ${revision}`));
    const head = await store.head();
    const shown = { heard: [...heard], told: [...told], seen, head };
    disk.resolve();
    expect(shown).toEqual({ heard: [], told: ['order-1 0'], seen: ['order-1 0'], head: before });
    await Promise.all([appended, read, later]);
    expect(heard.toSorted()).toEqual(['appended', 'appended later', 'read 2']);
    closing.abort();
    await following;
    jest.restoreAllMocks();
  });

  it('relies on nothing that the disk has failed to take until all of it is written anew', async () => {
    const store = openStore();
    await fill(store, 1);
    jest.spyOn(WalFlush.prototype, 'flush').mockRejectedValueOnce(new Error('the disk is broken'));
    await expect(store.append('order-1', 0, [event('e1', 1)])).rejects.toBeInstanceOf(StoreUnavailable);
    const catchUp = jest.spyOn(WalFlush.prototype, 'catchUp').mockImplementation(() => {
      throw new Error('it is still broken');
    });
    await expect(store.readStream('order-1')).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(store.append('order-1', 0, [event('e1', 1)])).rejects.toBeInstanceOf(StoreUnavailable);
    catchUp.mockRestore();

    expect(await store.append('order-1', 0, [event('e1', 1)])).toMatchObject({ revision: 1 });
    expect(await store.readStream('order-1')).toHaveLength(2);
    expect(await verified()).toMatchObject({ checked: 2, fault: null });
    jest.restoreAllMocks();
  });

  it('has every event that it acknowledged after kill -9, and an unbroken chain', async () => {
    const script = join(import.meta.dirname, 'support/append-until-killed.ts');
    let acknowledged = 0;
    for (let kill = 0; kill < 5; kill++) {
      const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, dataDir], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = once(child, 'exit');
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged = Math.max(acknowledged, Number(line));
        if (acknowledged > (kill + 1) * 200) child.kill('SIGKILL');
      }
      await exited;
    }
    const report = await verified();
    expect(report.fault).toBe(null);
    expect(report.checked).toBeGreaterThanOrEqual(acknowledged);
  });

  it('reads nothing from an empty log, and begins at the start', async () => {
    const store = openStore();
    expect(await store.head()).toBe(START);
    for await (const _page of store.readAll()) throw new Error('there is nothing to read');
  });
});
