import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEmbeddedEventStore } from '../../../src/eventstore/embedded/embedded-event-store.ts';
import { GroupCommit } from '../../../src/eventstore/embedded/group-commit.ts';
import { openLogFile, openLogFileReadOnly } from '../../../src/eventstore/embedded/log-file.ts';
import { LogReader } from '../../../src/eventstore/embedded/log-reader.ts';
import { LogWriter } from '../../../src/eventstore/embedded/log-writer.ts';
import { verifyChain } from '../../../src/eventstore/embedded/verify-chain.ts';
import { AppendTooLarge, type EventStore, START, StoreUnavailable } from '../../../src/eventstore/event-store.ts';
import { StartFault } from '../../../src/runtime/start-fault.ts';
import { event } from '../../support/an-event.ts';

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
  const damage = (sql: string) => {
    const db = new DatabaseSync(join(dataDir, 'log.db'));
    db.exec(sql);
    db.close();
  };
  const verified = async () => {
    const reader = new LogReader(openLogFileReadOnly(dataDir));
    const report = await verifyChain(reader);
    reader.close();
    return report;
  };

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
    expect(() => openEmbeddedEventStore({ dataDir })).toThrow(/Another Kkotgil.*KKOTGIL_DATA_DIR/s);
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
    ];

    it.each(changes)('with %s is found out, with the place', async (_name, sql, fault) => {
      const store = openStore();
      await fill(store, 10);
      await store.close();
      damage(sql);
      expect((await verified()).fault).toEqual(fault);
    });

    it.each(changes)('with %s near its end is not opened, and the message says what to do', async (_name, sql) => {
      const store = openStore();
      await fill(store, 10);
      await store.close();
      damage(sql);
      expect(openStore).toThrow(StartFault);
      expect(openStore).toThrow(/damaged.*log:verify.*backup/s);
    });

    it('shows by its head that events were cut off at the end', async () => {
      const store = openStore();
      await fill(store, 10);
      await store.close();
      const { head } = await verified();
      damage('DELETE FROM events WHERE position = 10');
      expect((await verified()).head).not.toBe(head);
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
      damage("UPDATE about SET value = '9' WHERE name = 'format'");
      expect(openStore).toThrow(/format 9/);
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
    expect((await verified()).checked).toBe(written);
    db.exec('PRAGMA max_page_count = 1000000');
    await append(written);
    expect(await verified()).toMatchObject({ checked: written + 1, fault: null });
    db.close();
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
