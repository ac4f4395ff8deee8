import type { Timer } from './timer.ts';

/** For how long those who share the thread may hold it before everything else has its turn, in milliseconds. */
const SLICE_MS = 8;

/**
 * Shares the thread out. What comes in bursts (requests, answers of other systems, commits that many wait for, runs of process managers)
 * asks for its turn before it goes on: it goes on at once while there is time left, and else after everything else has had its own. On
 * embedded stores one piece of work leads to the next without any wait, since SQLite answers at once; so what counts is the time that has
 * passed, with all that has followed from it, and not how many pieces were begun.
 */
export class Pace {
  readonly #timer: Timer;
  /** First come, first served. */
  #waiting: (() => void)[] = [];
  /** When the slice began; null before anybody has asked for a turn since everything else had its own. */
  #begunAt: number | null = null;
  #isLetting = false;

  constructor(timer: Timer) {
    this.#timer = timer;
  }

  /** True when it is the caller's turn at once, without {@link turn}. */
  isFree(): boolean {
    return !this.#isLetting && this.#hasTime();
  }

  /** Resolves when it is the caller's turn. */
  async turn(): Promise<void> {
    if (this.isFree()) return;
    const mine = new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#letLater();
    await mine;
  }

  /** Does a piece of work when it is its turn, and whatever of it needs no waiting. */
  async step(work: () => void): Promise<void> {
    await this.turn();
    work();
    await drained();
  }

  #hasTime(): boolean {
    if (this.#begunAt === null) {
      this.#begunAt = this.#timer.elapsed();
      setImmediate(() => {
        this.#begunAt = null;
      });
    }
    return this.#timer.elapsed() - this.#begunAt < SLICE_MS;
  }

  #letLater(): void {
    if (this.#isLetting) return;
    this.#isLetting = true;
    setImmediate(() => void this.#let());
  }

  async #let(): Promise<void> {
    const waiting = this.#waiting;
    let next = 0;
    // One at least: however little time there is, everybody comes to their turn.
    do {
      waiting[next++]?.();
      await drained();
    } while (next < waiting.length && this.#hasTime());
    this.#waiting = waiting.slice(next);
    this.#isLetting = false;
    if (this.#waiting.length > 0) this.#letLater();
  }
}

/** Resolves when no promise has anything left to do that needs no waiting. */
function drained(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
