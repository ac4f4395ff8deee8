import { describe, expect, it } from '@jest/globals';
import { type FollowedLog, follow } from '../../../src/eventstore/embedded/follow.ts';
import { LiveTail } from '../../../src/eventstore/embedded/live-tail.ts';
import { toPosition, toSequence } from '../../../src/eventstore/embedded/position.ts';
import { DamagedLog, START, type StoredEvent, StoreUnavailable } from '../../../src/eventstore/event-store.ts';
import { event } from '../../support/an-event.ts';

const stored = (sequence: number): StoredEvent => ({
  ...event(`e${sequence}`, sequence),
  streamId: 'order-1',
  revision: sequence - 1,
  position: toPosition(sequence),
});
const upTo = (last: number, first = 1) => [...Array(last - first + 1)].map((_, index) => stored(first + index));
const numbers = (events: readonly StoredEvent[]) => events.map(({ position }) => toSequence(position));

/** A log of `head` events whose disk can be told to fail. */
function aLog({ head, tail = new LiveTail(100) }: { head: number; tail?: LiveTail }) {
  const faults: Error[] = [];
  const asked: number[] = [];
  const slept: number[] = [];
  const log: FollowedLog = {
    tail,
    timer: { elapsed: () => 0, sleep: async (ms) => void slept.push(ms) },
    head: () => head,
    page: (after, limit) => {
      asked.push(after);
      const fault = faults.shift();
      if (fault !== undefined) throw fault;
      return upTo(Math.min(head, after + limit), after + 1);
    },
  };
  return { log, faults, asked, slept };
}

async function take(log: FollowedLog, count: number, after = START, batchSize = 3): Promise<StoredEvent[]> {
  const abort = new AbortController();
  const events: StoredEvent[] = [];
  for await (const batch of follow(log, { after, batchSize, signal: abort.signal })) {
    events.push(...batch.events);
    if (events.length >= count) abort.abort();
  }
  return events;
}

describe('a subscription of the embedded log', () => {
  it('goes over from the disk to memory without a gap or a double, and asks the disk no more', async () => {
    const tail = new LiveTail(4);
    tail.add(upTo(10, 7));
    const { log, asked } = aLog({ head: 10, tail });
    expect(numbers(await take(log, 10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(asked).toEqual([0, 3]);
  });

  it('hands the same objects to all who keep up, so that they are decoded once', async () => {
    const tail = new LiveTail(4);
    tail.add(upTo(3));
    const { log } = aLog({ head: 3, tail });
    const [one, other] = [await take(log, 3), await take(log, 3)];
    expect(one).toHaveLength(3);
    for (const [index, each] of one.entries()) expect(each).toBe(other[index]);
  });

  it('tries again what could not be read, after a pause, and misses nothing', async () => {
    const { log, faults, slept } = aLog({ head: 5 });
    faults.push(new StoreUnavailable('disk I/O error'), new StoreUnavailable('disk I/O error'));
    expect(numbers(await take(log, 5))).toEqual([1, 2, 3, 4, 5]);
    expect(slept).toHaveLength(2);
  });

  it('ends with what is damaged, since no pause heals it', async () => {
    const { log, faults } = aLog({ head: 5 });
    faults.push(new DamagedLog('malformed'));
    await expect(take(log, 5)).rejects.toBeInstanceOf(DamagedLog);
  });
});

describe('the live tail', () => {
  it('forgets the oldest events, and says that it does not reach back to them', () => {
    const tail = new LiveTail(3);
    for (let n = 1; n <= 7; n++) tail.add([stored(n)]);
    expect(tail.after(toPosition(3), 10)).toBe(null);
    expect(numbers(tail.after(toPosition(4), 10) ?? [])).toEqual([5, 6, 7]);
    expect(tail.after(toPosition(7), 10)).toEqual([]);
  });

  it('begins anew after a gap, which its arithmetic could not bear', () => {
    const tail = new LiveTail(10);
    tail.add(upTo(2));
    tail.add(upTo(6, 5));
    expect(tail.after(START, 10)).toBe(null);
    expect(numbers(tail.after(toPosition(4), 10) ?? [])).toEqual([5, 6]);
  });

  it('takes in more at once than a call can have arguments', () => {
    const tail = new LiveTail(10);
    const one = stored(1);
    tail.add(Array.from({ length: 300_000 }, () => one));
    expect(tail.after(START, 1)).toHaveLength(1);
  });
});
