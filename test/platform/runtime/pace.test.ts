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
      await Promise.resolve();
    }
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
      await pace.step(() => {
        done.push(n);
        timer.now += 100;
      });
    }
    watching = false;
    expect(done).toEqual([1, 2, 3, 4]);
    expect(others).toBeGreaterThanOrEqual(2);
  });

  it('is given back between the callers of one commit, whatever they go on with', async () => {
    const pace = new Pace({ elapsed: () => performance.now(), sleep: async () => undefined });
    let [inOneGo, most] = [0, 0];
    let watching = true;
    const other = () => {
      inOneGo = 0;
      if (watching) setImmediate(other);
    };
    setImmediate(other);
    for (let n = 0; n < 64; n++) {
      await pace.step(() => {
        most = Math.max(most, ++inOneGo);
        for (const until = performance.now() + 1; performance.now() < until; );
      });
    }
    watching = false;
    expect(most).toBeLessThanOrEqual(2 * 9);
  });
});
