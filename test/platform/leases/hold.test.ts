import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StoreUnavailable } from '../../../src/platform/eventstore/event-store.ts';
import { type Holding, holdLease } from '../../../src/platform/leases/hold.ts';
import type { LeaseStore } from '../../../src/platform/leases/lease-store.ts';
import { MemoryLeaseStore } from '../../../src/platform/leases/memory-lease-store.ts';
import type { Timer } from '../../../src/platform/runtime/timer.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { quiet } from '../../support/quiet-logger.ts';
import { type CallFate, FaultyLeaseStore } from './support/faulty-lease-store.ts';

/** A store that can be cut off from one holder, as a network can. */
class Line implements LeaseStore {
  cut: 'open' | 'refuses' | 'hangs' = 'open';
  readonly #store: LeaseStore;

  constructor(store: LeaseStore) {
    this.#store = store;
  }
  read: LeaseStore['read'] = (...args) => this.#through(() => this.#store.read(...args));
  take: LeaseStore['take'] = (...args) => this.#through(() => this.#store.take(...args));
  beat: LeaseStore['beat'] = (...args) => this.#through(() => this.#store.beat(...args));
  release: LeaseStore['release'] = (...args) => this.#through(() => this.#store.release(...args));

  async #through<Result>(call: () => Promise<Result>): Promise<Result> {
    if (this.cut === 'refuses') throw new StoreUnavailable('leases: cut off');
    if (this.cut === 'hangs') return new Promise<never>(() => undefined);
    return call();
  }
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

describe('holding a lease', () => {
  let clock: FixedClock;
  let leases: MemoryLeaseStore;
  /** Who works at the moment. */
  let working: string[];
  /** How many did at once, at most. */
  let most: number;
  let terms: [holder: string, term: number][];

  beforeEach(() => {
    clock = new FixedClock();
    leases = new MemoryLeaseStore();
    working = [];
    most = 0;
    terms = [];
  });

  /** Work that goes on until its signal aborts, and then for some time yet. */
  const untilAborted = (holder: string, winding = 0) => {
    return async ({ signal, term }: Pick<Holding, 'signal' | 'term'>) => {
      working.push(holder);
      most = Math.max(most, working.length);
      terms.push([holder, term]);
      await aborted(signal);
      await clock.sleep(winding);
      working = working.filter((each) => each !== holder);
    };
  };
  const compete = (holder: string, store: LeaseStore = leases, work = untilAborted(holder)) => {
    const stop = new AbortController();
    // A steady clock of its own: what it shows has nothing to do with what the others' show.
    const offset = holder.charCodeAt(0) * 100_000;
    const timer: Timer = { elapsed: () => clock.elapsed() - offset, sleep: (ms, signal) => clock.sleep(ms, signal) };
    const ended = holdLease({ store, name: 'sms', holder, timer, signal: stop.signal, work, logger: quiet });
    return { stop: () => stop.abort(), ended };
  };

  it('starts at once when the lease is free, and holds it as long as it likes', async () => {
    compete('a');
    compete('b');
    await clock.advance(600_000);
    expect(terms).toEqual([['a', 1]]);
    expect(working).toEqual(['a']);
  });

  it.each(['refuses', 'hangs'] as const)(
    'is taken over within 5 s when the holder’s line %s, and not before it has stopped',
    async (cut) => {
      const line = new Line(leases);
      compete('a', line);
      await clock.advance(100);
      compete('b');
      await clock.advance(10_000);
      expect(working).toEqual(['a']);
      line.cut = cut;
      let stoppedAfter = 0;
      for (; working.includes('a'); stoppedAfter += 100) await clock.advance(100);
      expect(working).toEqual([]);
      await clock.advance(5_000 - stoppedAfter);
      expect(working).toEqual(['b']);
    },
  );

  it('counts from when it gave a sign of life, not from when it heard that the sign had come', async () => {
    const prompt = { there: 0, back: 0, lost: null };
    const slowAnswer = { there: 0, back: 1_900, lost: null };
    const lost = { there: 0, back: 0, lost: 'request' as const };
    const line = new FaultyLeaseStore(leases, clock, [prompt, prompt, slowAnswer, ...Array(50).fill(lost)]);
    compete('a', line);
    await clock.advance(100);
    expect(working).toEqual(['a']);
    compete('b');
    await clock.advance(10_000);
    expect(working).toEqual(['b']);
    expect(most).toBe(1);
  });

  it('gives it back when it stops gracefully, after the work has ended, and the next one starts at once', async () => {
    const first = compete('a', leases, untilAborted('a', 8_000));
    compete('b');
    await clock.advance(3_000);
    first.stop();
    await clock.advance(7_000);
    expect(working).toEqual(['a']);
    await clock.advance(1_600);
    expect(working).toEqual(['b']);
    expect(terms).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  it('competes again after it was lost', async () => {
    const line = new Line(leases);
    compete('a', line);
    await clock.advance(1_000);
    line.cut = 'refuses';
    await clock.advance(10_000);
    expect(working).toEqual([]);
    line.cut = 'open';
    await clock.advance(5_000);
    expect(terms).toEqual([
      ['a', 1],
      ['a', 2],
    ]);
  });

  it('is lost for a holder that another has replaced, even if it was never cut off', async () => {
    compete('a');
    await clock.advance(1_000);
    await leases.take('sms', 'b', await leases.read('sms'));
    await clock.advance(1_000);
    expect(working).toEqual([]);
  });

  it('begins the work again when it failed, in a term of its own', async () => {
    let runs = 0;
    compete('a', leases, async (holding) => {
      if (runs++ === 0) throw new Error('out of luck');
      await untilAborted('a')(holding);
    });
    await clock.advance(2_000);
    expect(terms).toEqual([['a', 2]]);
  });

  it('ends without having held it, when that is asked while it waits', async () => {
    compete('a');
    const second = compete('b');
    await clock.advance(1_000);
    second.stop();
    await clock.advance(1);
    await second.ended;
    expect(terms).toEqual([['a', 1]]);
  });

  it('no two ever hold it at once, and somebody holds it once the line is good again', async () => {
    const ms = fc.oneof({ weight: 4, arbitrary: fc.integer({ max: 50, min: 0 }) }, fc.integer({ max: 6_000, min: 0 }));
    const fate: fc.Arbitrary<CallFate> = fc.record({
      there: ms,
      back: ms,
      lost: fc.oneof(
        { weight: 4, arbitrary: fc.constant(null) },
        fc.constantFrom('request' as const, 'answer' as const),
      ),
    });
    const fates = fc.array(fc.array(fate, { minLength: 1, maxLength: 25 }), { minLength: 3, maxLength: 3 });
    let changes = 0;
    await fc.assert(
      fc.asyncProperty(fates, async (lines) => {
        clock = new FixedClock();
        leases = new MemoryLeaseStore();
        working = [];
        most = 0;
        terms = [];
        const contenders = lines.map((line, index) => {
          const holder = 'abc'[index] as string;
          return compete(holder, new FaultyLeaseStore(leases, clock, line));
        });
        await clock.advance(60_000);
        changes += terms.length;
        for (const { stop } of contenders) stop();
        await clock.advance(60_000);
        compete('d');
        await clock.advance(5_000);
        expect(working).toEqual(['d']);
        expect(most).toBe(1);
      }),
      { numRuns: 100 },
    );
    // The faults were bad enough for the lease to change hands.
    expect(changes).toBeGreaterThan(200);
  });
});
