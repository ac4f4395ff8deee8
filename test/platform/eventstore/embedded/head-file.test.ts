import { appendFileSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEmbeddedEventStore } from '../../../../src/platform/eventstore/embedded/embedded-event-store.ts';
import { readLastHead } from '../../../../src/platform/eventstore/embedded/head-file.ts';
import type { EventStore } from '../../../../src/platform/eventstore/event-store.ts';
import { StartFault } from '../../../../src/platform/runtime/start-fault.ts';
import { event } from '../../../support/an-event.ts';
import { FixedClock } from '../../../support/fixed-clock.ts';
import { damage } from './support/damage.ts';

const MINUTE = 60_000;

describe('the head of the log, kept in a file elsewhere', () => {
  let folder: string;
  let dataDir: string;
  let file: string;
  let clock: FixedClock;
  let faults: object[];
  let open: EventStore | null;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kkotgil-head-'));
    [dataDir, file] = [join(folder, 'data'), join(folder, 'heads.jsonl')];
    clock = new FixedClock();
    faults = [];
    open = null;
  });
  afterEach(async () => {
    await open?.close();
    await rm(folder, { recursive: true });
  });

  const openStore = () => {
    open = openEmbeddedEventStore({
      dataDir,
      clock,
      timer: clock,
      head: { file, logger: { error: (fact) => faults.push(fact) } },
    });
    return open;
  };
  const close = async () => {
    await open?.close();
    open = null;
  };
  const lines = () => readFileSync(file, 'utf8').trimEnd().split('\n');
  const heads = () => lines().map((line) => JSON.parse(line) as { events: number; hash: string; at: string });
  const append = async (store: EventStore, ...names: string[]) => {
    for (const name of names) await store.append(`order-${name}`, 'no-stream', [event(name)]);
  };

  it('is written at the start, each minute in which it has changed, and at the stop', async () => {
    const store = openStore();
    expect(heads()).toMatchObject([{ events: 0, at: '2026-05-08T03:00:00.000Z' }]);
    await append(store, 'a', 'b');
    await clock.advance(MINUTE);
    await clock.advance(MINUTE);
    expect(heads()).toMatchObject([{ events: 0 }, { events: 2, at: '2026-05-08T03:01:00.000Z' }]);
    await append(store, 'c');
    await close();
    expect(heads().map(({ events }) => events)).toEqual([0, 2, 3]);
    expect(readLastHead(file)).toEqual({
      logId: store.logId,
      position: '0000000000000003',
      events: 3,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      at: '2026-05-08T03:02:00.000Z',
    });
    openStore();
    expect(lines().length).toBe(3);
  });

  it('lets a log go on that has grown since', async () => {
    await append(openStore(), 'a');
    await close();
    const earlier = readFileSync(file);
    await append(openStore(), 'b');
    await close();
    writeFileSync(file, earlier);
    expect(() => openStore()).not.toThrow();
  });

  it.each([
    [
      'was cut short',
      'DELETE FROM events WHERE position > 1',
      /cut short: it ends after event 1, and at .* had 3 events/,
    ],
    ['lost all', 'DELETE FROM events', /cut short: it ends after event 0/],
  ])('keeps a log from being opened that %s, and tells where', async (_, sql, words) => {
    await append(openStore(), 'a', 'b', 'c');
    await close();
    damage(dataDir, sql);
    expect(() => openStore()).toThrow(StartFault);
    expect(() => openStore()).toThrow(words);
    expect(lines().length).toBe(2);
    // By itself, the rest of the log is sound: nothing else would have shown it.
    expect(() => openEmbeddedEventStore({ dataDir }).close()).not.toThrow();
  });

  it('keeps a log from being opened that was cut short and has grown over it', async () => {
    await append(openStore(), 'a', 'b', 'c');
    await close();
    damage(dataDir, 'DELETE FROM events WHERE position > 1');
    const store = openEmbeddedEventStore({ dataDir });
    await append(store, 'x', 'y', 'z');
    await store.close();
    expect(() => openStore()).toThrow(/another history: at .* and event 3 is not the one/);
  });

  it('keeps another log from being opened, until the file is moved away', async () => {
    await append(openStore(), 'a');
    await close();
    dataDir = join(folder, 'other');
    expect(() => openStore()).toThrow(/another log .* than the one that the head was written for/);
    file = join(folder, 'new.jsonl');
    expect(() => openStore()).not.toThrow();
  });

  it('passes over a line that a crash broke off', async () => {
    await append(openStore(), 'a');
    await close();
    appendFileSync(file, '{"logId":"tru');
    expect(readLastHead(file)?.events).toBe(1);
    await append(openStore(), 'b');
    await close();
    expect(readLastHead(file)?.events).toBe(2);
  });

  it('is not looked for in a file that holds something else', () => {
    writeFileSync(file, 'dear diary\n');
    expect(() => openStore()).toThrow(/heads.jsonl holds no heads of an event log/);
    expect(readFileSync(file, 'utf8')).toBe('dear diary\n');
  });

  it('needs a place where it can be written', () => {
    file = join(folder, 'nowhere', 'heads.jsonl');
    expect(() => openStore()).toThrow(
      expect.objectContaining({ message: expect.stringContaining("can't be written"), setting: 'head-file' }),
    );
  });

  it('does not keep orders away when it can not be written for a while', async () => {
    const store = openStore();
    await rm(file);
    // A folder can't be appended to, not even by the superuser.
    mkdirSync(file);
    await append(store, 'a');
    await clock.advance(MINUTE);
    expect(faults).toMatchObject([{ file }]);
    rmdirSync(file);
    await clock.advance(MINUTE);
    expect(heads()).toMatchObject([{ events: 1 }]);
  });
});
