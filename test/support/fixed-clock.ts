import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/platform/runtime/clock.ts';
import type { Timer } from '../../src/platform/runtime/timer.ts';

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/**
 * Both clocks, standing until the test moves them. Who sleeps wakes up when enough time has passed, in order of time; to set the wall
 * clock wakes nobody.
 */
export class FixedClock implements Clock, Timer {
  #wall: number;
  #elapsed = 0;
  #sleepers: Sleeper[] = [];

  /** @param start RFC 3339 */
  constructor(start = '2026-05-08T03:00:00.000Z') {
    this.#wall = Date.parse(start);
  }

  now(): number {
    return this.#wall;
  }

  elapsed(): number {
    return this.#elapsed;
  }

  /** Sets the wall clock forward by `ms`, or back; no time passes. */
  set(ms: number): void {
    this.#wall += ms;
  }

  /** How many sleep at this moment. */
  get sleepers(): number {
    return this.#sleepers.length;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = { wakeAt: this.#elapsed + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => this.#wake(sleeper), { once: true });
    });
  }

  /** Lets time pass. Between two wake-ups, whoever woke gets to do its work, and may go to sleep again within the same time. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    for (;;) {
      await settle();
      const next = this.#sleepers.toSorted((a, b) => a.wakeAt - b.wakeAt)[0];
      if (next === undefined || next.wakeAt > end) break;
      this.#pass(next.wakeAt);
      this.#wake(next);
    }
    this.#pass(end);
  }

  #pass(to: number): void {
    this.#wall += Math.max(0, to - this.#elapsed);
    this.#elapsed = Math.max(this.#elapsed, to);
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
