import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/runtime/clock.ts';

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/** A clock that stands until the test moves it. Who sleeps wakes up when enough time has passed, in order of time. */
export class FixedClock implements Clock {
  #now: number;
  #sleepers: Sleeper[] = [];

  /** @param start RFC 3339 */
  constructor(start = '2026-05-08T03:00:00.000Z') {
    this.#now = Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  /** How many sleep at this moment. */
  get sleepers(): number {
    return this.#sleepers.length;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = { wakeAt: this.#now + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => this.#wake(sleeper), { once: true });
    });
  }

  /** Lets time pass. Between two wake-ups, whoever woke gets to do its work, and may go to sleep again within the same time. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const next = this.#sleepers.toSorted((a, b) => a.wakeAt - b.wakeAt)[0];
      if (next === undefined || next.wakeAt > end) break;
      this.#now = Math.max(this.#now, next.wakeAt);
      this.#wake(next);
    }
    this.#now = end;
  }

  #wake(sleeper: Sleeper): void {
    this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
    sleeper.wake();
  }
}

/** Gives promises that are ready, and what follows from them, a chance to run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await setImmediate();
}
