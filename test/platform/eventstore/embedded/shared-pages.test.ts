import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openEmbeddedEventStore } from '../../../../src/platform/eventstore/embedded/embedded-event-store.ts';
import { toPosition, toSequence } from '../../../../src/platform/eventstore/embedded/position.ts';
import { SharedPages } from '../../../../src/platform/eventstore/embedded/shared-pages.ts';
import { type Batch, START, type StoredEvent } from '../../../../src/platform/eventstore/event-store.ts';
import { event } from '../../../support/an-event.ts';
import { FixedClock } from '../../../support/fixed-clock.ts';

const SIZE = 10;

function setUp(length: number) {
  const clock = new FixedClock();
  const log = { length };
  const reads: number[] = [];
  const read = (from: number, size: number) => {
    reads.push(from);
    return Array.from(
      { length: Math.min(size, log.length - from) },
      (_, n) => ({ position: toPosition(from + n + 1) }) as StoredEvent,
    );
  };
  const pages = new SharedPages(read, SIZE, clock);
  const { signal } = new AbortController();
  /** A reader that takes one page with each call, and what it has been given so far. */
  const reader = (from = 0) => {
    const me = {};
    const seen: StoredEvent[] = [];
    const next = async () => {
      seen.push(...(await pages.after(from + seen.length, me, signal)));
    };
    return { next, seen, leave: () => pages.leave(me) };
  };
  return { clock, log, reads, reader };
}

const numbers = (events: readonly StoredEvent[]) => events.map(({ position }) => toSequence(position));
const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n + 1);

describe('pages of history', () => {
  it('are read once for those who go through them side by side, and are the same objects', async () => {
    const { reads, reader } = setUp(100);
    const readers = [reader(), reader(), reader()];
    for (let page = 0; page < 10; page++) for (const { next } of readers) await next();
    expect(reads).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
    const [a, b, c] = readers.map(({ seen }) => seen);
    expect(numbers(a ?? [])).toEqual(upTo(0, 100));
    expect(b?.every((event, index) => event === a?.[index])).toBe(true);
    expect(c?.every((event, index) => event === a?.[index])).toBe(true);
  });

  it('let who is ahead wait for those who come on, and not for one who stands still', async () => {
    const { clock, reader } = setUp(1_000);
    const [fast, slow] = [reader(), reader()];
    await fast.next();
    await slow.next();
    let done = false;
    const running = (async () => {
      while (fast.seen.length < 500) await fast.next();
      done = true;
    })();
    await clock.advance(1_000);
    // As many pages as are kept.
    expect(fast.seen.length).toBeLessThanOrEqual(100);
    await slow.next();
    await clock.advance(10);
    expect(done).toBe(false);
    await clock.advance(11_000);
    await running;
    expect(done).toBe(true);
    // Whoever was not waited for has missed nothing.
    while (slow.seen.length < 500) await slow.next();
    expect(numbers(slow.seen)).toEqual(upTo(0, 500));
  });

  it('let who reads elsewhere read alone, and who begins within a page go on with the rest of it', async () => {
    const { reads, reader } = setUp(1_000);
    const [a, b, far, within] = [reader(), reader(), reader(500), reader(13)];
    for (let page = 0; page < 3; page++) for (const { next } of [a, b, far]) await next();
    await within.next();
    expect(reads).toEqual([0, 500, 10, 510, 20, 520]);
    expect(numbers(far.seen)).toEqual(upTo(500, 530));
    expect(numbers(within.seen)).toEqual(upTo(13, 20));
  });

  it('are shared again by those who are left when one has run ahead', async () => {
    const { clock, reads, reader } = setUp(2_000);
    const [ahead, a, b] = [reader(), reader(), reader()];
    for (const { next } of [ahead, a, b]) await next();
    await clock.advance(11_000);
    while (ahead.seen.length < 500) await ahead.next();
    const before = reads.length;
    for (let page = 0; page < 20; page++) {
      for (const { next } of [a, b]) await next();
      await ahead.next();
    }
    // A page each of the two and of the one ahead, but for the first of them.
    expect(reads.length - before).toBeLessThanOrEqual(2 * 20 + 1);
  });

  it('are not kept at the end, where more may come', async () => {
    const { log, reader } = setUp(15);
    const [a, b] = [reader(), reader()];
    for (const { next } of [a, b]) {
      await next();
      await next();
    }
    log.length = 25;
    for (const { next } of [a, b]) await next();
    expect(numbers(a.seen)).toEqual(upTo(0, 25));
    expect(numbers(b.seen)).toEqual(upTo(0, 25));
  });

  it('are let go of when the last reader has left', async () => {
    const { reads, reader } = setUp(100);
    const [a, b] = [reader(), reader()];
    for (const { next } of [a, b]) await next();
    a.leave();
    b.leave();
    await reader().next();
    expect(reads).toEqual([0, 0]);
  });
});

describe('history of the embedded log', () => {
  it('is the same events for those who read it together, and is nobody’s wait for who does not', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'kkotgil-log-'));
    try {
      const before = openEmbeddedEventStore({ dataDir });
      const ofStream = Array.from({ length: 600 }, (_, n) => event(`menu@${n}`, n));
      await before.append('menu-a', 'no-stream', ofStream);
      await before.close();

      const store = openEmbeddedEventStore({ dataDir });
      const ending = new AbortController();
      const read = async (together: boolean, pages: number) => {
        const batches = store.subscribe({ after: START, together, signal: ending.signal })[Symbol.asyncIterator]();
        const events: StoredEvent[] = [];
        for (let page = 0; page < pages; page++) events.push(...((await batches.next()).value as Batch).events);
        return events;
      };
      const [a, b, alone] = await Promise.all([read(true, 1), read(true, 3), read(false, 3)]);
      expect(b).toHaveLength(600);
      expect(a.every((each, index) => each === b[index])).toBe(true);
      expect(alone.map(({ id }) => id)).toEqual(b.map(({ id }) => id));
      expect(alone.some((each, index) => each === b[index])).toBe(false);
      ending.abort();
      await store.close();
    } finally {
      await rm(dataDir, { recursive: true });
    }
  });
});
