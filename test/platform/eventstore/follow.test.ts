import { describe, expect, it } from '@jest/globals';
import {
  type Batch,
  DamagedLog,
  START,
  type StoredEvent,
  StoreUnavailable,
} from '../../../src/platform/eventstore/event-store.ts';
import { type FollowedLog, follow } from '../../../src/platform/eventstore/follow.ts';
import { LiveTail } from '../../../src/platform/eventstore/live-tail.ts';
import { event } from '../../support/an-event.ts';

const positionOf = (n: number) => (n === 0 ? START : String(n).padStart(4, '0'));
const stored = (n: number): StoredEvent => ({
  ...event(`e${n}`, n),
  streamId: n % 2 === 0 ? 'delivery-1' : 'order-1',
  revision: n - 1,
  position: positionOf(n),
});
const upTo = (last: number, first = 1) => [...Array(last - first + 1)].map((_, index) => stored(first + index));
const weighed = (events: readonly StoredEvent[], bytes = 1) => events.map((each) => ({ event: each, bytes }));
const numbers = (events: readonly StoredEvent[]) => events.map(({ position }) => Number(position));

/** A tail that holds the last events of a log, up to `last`. */
function aTail(last: number, first = last + 1, events = 100): LiveTail {
  const tail = new LiveTail({ events, bytes: 1_000_000 });
  tail.begin(positionOf(first - 1));
  tail.add(weighed(upTo(last, first)));
  tail.setLevel(true);
  return tail;
}

/** A log of `head` events whose history can be told to fail. */
function aLog(head: number, tail = aTail(head)) {
  const faults: Error[] = [];
  const asked: number[] = [];
  const slept: number[] = [];
  const log: FollowedLog = {
    tail,
    timer: { elapsed: () => 0, sleep: async (ms) => void slept.push(ms) },
    async *history(after, size) {
      asked.push(Number(after));
      const fault = faults.shift();
      if (fault !== undefined) throw fault;
      const events = upTo(Math.min(head, Number(after) + size), Number(after) + 1);
      const last = events.at(-1);
      if (last !== undefined) yield { events, position: last.position };
    },
  };
  return { log, faults, asked, slept };
}

async function batchesOf(log: FollowedLog, until: (batches: readonly Batch[]) => boolean, options = {}) {
  const abort = new AbortController();
  const batches: Batch[] = [];
  for await (const batch of follow(log, { after: START, batchSize: 3, ...options, signal: abort.signal })) {
    batches.push(batch);
    if (until(batches)) abort.abort();
  }
  return batches;
}

async function take(log: FollowedLog, count: number, options = {}): Promise<StoredEvent[]> {
  const eventsOf = (batches: readonly Batch[]) => batches.flatMap(({ events }) => events);
  return eventsOf(await batchesOf(log, (batches) => eventsOf(batches).length >= count, options));
}

describe('a reader of a log', () => {
  it('goes over from history to memory without a gap or a double, and asks for history no more', async () => {
    const { log, asked } = aLog(10, aTail(10, 7));
    expect(numbers(await take(log, 10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(asked).toEqual([0, 3]);
  });

  it('is handed the same objects as all others who keep up, so that they are decoded once', async () => {
    const { log } = aLog(3, aTail(3, 1));
    const [one, other] = [await take(log, 3), await take(log, 3)];
    expect(one).toHaveLength(3);
    for (const [index, each] of one.entries()) expect(each).toBe(other[index]);
  });

  it('that takes its time holds up nobody, and reads history when the tail has forgotten what comes next', async () => {
    const tail = aTail(3, 1, 3);
    const { log, asked } = aLog(30, tail);
    const slow = follow(log, { after: START, batchSize: 3, signal: new AbortController().signal })[
      Symbol.asyncIterator
    ]();
    const first = await slow.next();
    for (let n = 4; n <= 30; n++) tail.add(weighed([stored(n)]));
    expect(numbers(await take(log, 1, { after: positionOf(29) }))).toEqual([30]);
    const seen = numbers((first.value as Batch).events);
    while (seen.length < 30) seen.push(...numbers(((await slow.next()).value as Batch).events));
    expect(seen).toEqual([...Array(30).keys()].map((n) => n + 1));
    expect(asked).toContain(3);
  });

  it('says once that it is at the end, and again when it has been behind', async () => {
    const tail = aTail(2, 1);
    const { log } = aLog(2, tail);
    const batches = await batchesOf(log, (all) => {
      if (all.length === 1) tail.setLevel(false);
      if (all.length === 1) tail.add(weighed([stored(3)]));
      if (all.length === 2) setImmediate(() => tail.setLevel(true));
      return all.length === 3;
    });
    expect(batches.map(({ events, live }) => [numbers(events), live])).toEqual([
      [[1, 2], true],
      [[3], false],
      [[], true],
    ]);
  });

  it('moves on over what is not of this program, and over what it does not want', async () => {
    const tail = aTail(4, 1);
    const { log } = aLog(4, tail);
    const batches = await batchesOf(
      log,
      (all) => {
        if (all.length === 2) tail.reach('0007');
        return all.length === 3;
      },
      { categories: ['delivery'] },
    );
    expect(batches.map(({ events, position }) => [numbers(events), position])).toEqual([
      [[2], '0003'],
      [[4], '0004'],
      [[], '0007'],
    ]);
  });

  it('waits for a log that was never reached yet', async () => {
    const tail = new LiveTail();
    const { log, asked } = aLog(2, tail);
    const taking = take(log, 2);
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual([]);
    tail.begin(positionOf(2));
    expect(numbers(await taking)).toEqual([1, 2]);
  });

  it('tries again what could not be read, after a pause, and misses nothing', async () => {
    const { log, faults, slept } = aLog(5);
    faults.push(new StoreUnavailable('disk I/O error'), new StoreUnavailable('disk I/O error'));
    expect(numbers(await take(log, 5))).toEqual([1, 2, 3, 4, 5]);
    expect(slept).toHaveLength(2);
  });

  it('ends with what is damaged, since no pause heals it', async () => {
    const { log, faults } = aLog(5);
    faults.push(new DamagedLog('malformed'));
    await expect(take(log, 5)).rejects.toBeInstanceOf(DamagedLog);
    const tail = aTail(3);
    tail.setFault(new DamagedLog('it ends before what was read from it'));
    await expect(take(aLog(3, tail).log, 3)).rejects.toBeInstanceOf(DamagedLog);
  });
});

describe('the live tail', () => {
  it('forgets the oldest events, and says that it does not reach back to them', () => {
    const tail = aTail(0, 1, 3);
    for (let n = 1; n <= 7; n++) tail.add(weighed([stored(n)]));
    expect([tail.after(positionOf(3), 10), tail.covers(positionOf(3))]).toEqual([null, false]);
    expect(numbers(tail.after(positionOf(4), 10) ?? [])).toEqual([5, 6, 7]);
    expect(tail.after(positionOf(7), 10)).toEqual([]);
  });

  it('is bounded by size too, however few the events are', () => {
    const tail = new LiveTail({ events: 1_000, bytes: 100 });
    tail.begin(START);
    for (let n = 1; n <= 20; n++) tail.add(weighed([stored(n)], 40));
    expect(tail.covers(positionOf(14))).toBe(false);
    tail.add(weighed([stored(21)], 1_000));
    expect([tail.covers(positionOf(20)), tail.covers(positionOf(21))]).toEqual([false, true]);
  });

  it('finds the place of a reader between two events', () => {
    const tail = new LiveTail();
    tail.begin(START);
    tail.add(weighed([stored(2), stored(4), stored(9)]));
    expect(numbers(tail.after(positionOf(3), 10) ?? [])).toEqual([4, 9]);
    expect(numbers(tail.after(positionOf(4), 1) ?? [])).toEqual([9]);
  });

  it('takes in more at once than a call can have arguments', () => {
    const tail = new LiveTail({ events: 400_000, bytes: 1_000_000 });
    tail.begin(START);
    const one = { event: stored(1), bytes: 1 };
    tail.add(Array.from({ length: 300_000 }, () => one));
    expect(tail.after(START, 1)).toHaveLength(1);
  });
});
