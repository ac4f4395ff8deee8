import { describe, expect, it } from '@jest/globals';
import { Pace } from '../../../src/platform/runtime/pace.ts';

/** A timer that moves on only when a test says so. */
class HandTimer {
  now = 0;
  elapsed() {
    return this.now;
  }
  async sleep() {}
}

const everythingElse = () => new Promise<void>((resolve) => setImmediate(resolve));
/** Resolves when nothing goes on any more without everything else having its turn. */
const drained = () => new Promise<void>((resolve) => queueMicrotask(() => process.nextTick(resolve)));

describe('the thread', () => {
  it('is had at once while there is time left, and by nobody more once the slice is spent', async () => {
    const timer = new HandTimer();
    const pace = new Pace(timer);
    const done: number[] = [];
    for (let n = 0; n < 12; n++) {
      void pace.turn().then(() => {
        done.push(n);
        timer.now += 4;
      });
    }
    for (let n = 0; n < 12; n++) await drained();
    const atOnce = done.length;
    await everythingElse();
    await everythingElse();
    const afterEverythingElse = done.length;
    while (done.length < 12) await everythingElse();
    expect([atOnce, afterEverythingElse < 12]).toEqual([2, true]);
    expect(done).toEqual([...Array(12).keys()]);
  });

  it('is had by each in turn, however long each of them takes', async () => {
    const timer = new HandTimer();
    const pace = new Pace(timer);
    const done: number[] = [];
    let others = 0;
    let watching = true;
    const other = () => {
      others++;
      if (watching) setImmediate(other);
    };
    setImmediate(other);
    for (const n of [1, 2, 3, 4]) {
      await pace.turn();
      done.push(n);
      timer.now += 100;
    }
    watching = false;
    expect(done).toEqual([1, 2, 3, 4]);
    expect(others).toBeGreaterThanOrEqual(2);
  });

  it('is had by who comes alone, after everything else if the slice is spent', async () => {
    const timer = new HandTimer();
    const pace = new Pace(timer);
    await pace.turn();
    timer.now += 100;
    await drained();
    await drained();
    let others = 0;
    setImmediate(() => others++);
    await pace.turn();
    expect(others).toBe(1);
  });

  it('is left by nobody before everything is done that needs no waiting', async () => {
    const pace = new Pace(new HandTimer());
    const done: string[] = [];
    const work = async (name: string) => {
      await pace.turn();
      for (let step = 0; step < 10; step++) {
        await Promise.resolve();
        done.push(name);
      }
    };
    await Promise.all(['a', 'b', 'c'].map(work));
    expect(done.join('')).toBe('a'.repeat(10) + 'b'.repeat(10) + 'c'.repeat(10));
  });

  it('is given back between those who were all let go on at once, whatever they go on with', async () => {
    const pace = new Pace({ elapsed: () => performance.now(), sleep: async () => undefined });
    let [inOneGo, most] = [0, 0];
    let watching = true;
    const other = () => {
      inOneGo = 0;
      if (watching) setImmediate(other);
    };
    setImmediate(other);
    const work = async () => {
      await pace.turn();
      most = Math.max(most, ++inOneGo);
      for (const until = performance.now() + 1; performance.now() < until; );
    };
    await Promise.all([...Array(64)].map(work));
    watching = false;
    expect(most).toBeLessThanOrEqual(2 * 9);
  });

  describe('asked for by many', () => {
    const timer = new HandTimer();
    const pace = new Pace(timer);
    let done: string[] = [];
    /** Each takes longer than a slice. */
    const work = async (name: string) => {
      await pace.turn();
      done.push(name);
      timer.now += 10;
    };
    const patient = (name: string) => pace.patiently(100, () => work(name));

    it('is had by the patient after those who came later without patience', async () => {
      done = [];
      await Promise.all([work('first'), patient('patient'), work('a'), work('b')]);
      expect(done).toEqual(['first', 'a', 'b', 'patient']);
    });

    it('is had by the patient first as soon as their patience is over, however many come without', async () => {
      done = [];
      const all = [work('first'), patient('patient')];
      // Whenever one is done there is another one.
      const busy = async () => {
        for (let n = 0; n < 30; n++) await work('other');
      };
      await Promise.all([...all, busy(), busy()]);
      // Those who came in the last moment before, and nobody who came after.
      expect(done.indexOf('patient')).toBeGreaterThan(5);
      expect(done.indexOf('patient')).toBeLessThanOrEqual(12);
    });

    it('is had by those of the same patience in the order in which they came', async () => {
      done = [];
      await Promise.all([work('first'), patient('a'), patient('b'), work('c'), patient('d'), work('e')]);
      expect(done).toEqual(['first', 'c', 'e', 'a', 'b', 'd']);
    });

    it('knows the patience of whatever follows from a piece of work', async () => {
      done = [];
      const later = pace.patiently(100, async () => {
        await everythingElse();
        await work('patient');
      });
      const others = ['a', 'b', 'c', 'd', 'e'].reduce((before, name) => before.then(() => work(name)), work('first'));
      await Promise.all([later, others]);
      expect(done).toEqual(['first', 'a', 'b', 'c', 'd', 'e', 'patient']);
    });
  });
});
