import { AsyncLocalStorage } from 'node:async_hooks';
import type { Timer } from './timer.ts';

/** For how long those who share the thread may hold it before everything else has its turn, in milliseconds. */
const SLICE_MS = 8;

interface Waiter {
  /** By the timer: when its patience is at its end. */
  readonly due: number;
  readonly go: () => void;
}

/**
 * Shares the thread out. What comes in bursts (requests, answers of other systems, commits that many wait for, runs of process managers)
 * asks for its turn before it goes on: it goes on at once while there is time left, and else after everything else has had its own. On
 * embedded stores one piece of work leads to the next without any wait, since SQLite answers at once; so what counts is the time that has
 * passed, with all that has followed from it, and not how many pieces were begun.
 *
 * Who waits has patience: none, or as much as {@link patiently} says. Whose patience ends first goes first, so the patient let others go
 * before them as long as there is time for it, and nobody waits for longer because others come later with less.
 */
export class Pace {
  readonly #timer: Timer;
  readonly #patience = new AsyncLocalStorage<number>();
  /** By patience. In one line the first to come is the first to go. */
  readonly #lines = new Map<number, Waiter[]>();
  /** When the slice began; null before anybody has asked for a turn since everything else had its own. */
  #begunAt: number | null = null;
  /** From the moment in which somebody gets the thread until nobody waits for it any more. */
  #isLetting = false;

  constructor(timer: Timer) {
    this.#timer = timer;
  }

  /** Does work that lets others go first for up to so many milliseconds, each time that it, or what follows from it, waits for a turn. */
  patiently<T>(ms: number, work: () => T): T {
    return this.#patience.run(ms, work);
  }

  /** How many milliseconds the caller lets others go first. */
  get patience(): number {
    return this.#patience.getStore() ?? 0;
  }

  /** True when it is the caller's turn at once, without {@link turn}. */
  isFree(): boolean {
    return !this.#isLetting && this.#hasTime();
  }

  /** Resolves when it is the caller's turn. Nobody else's comes before the caller has done whatever needs no waiting. */
  turn(): Promise<void> {
    const mine = this.isFree() ? atOnce : new Promise<void>((resolve) => this.#lineUp(resolve));
    if (!this.#isLetting) {
      this.#isLetting = true;
      drained(this.#next);
    }
    return mine;
  }

  #lineUp(go: () => void): void {
    const { patience } = this;
    const line = this.#lines.get(patience) ?? [];
    this.#lines.set(patience, line);
    line.push({ due: this.#timer.elapsed() + patience, go });
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

  /** Gives the thread to who is next, after whoever has it now, until nobody waits. */
  readonly #next = (): void => {
    if (this.#lineOfNext() === undefined) this.#isLetting = false;
    else if (this.#hasTime()) this.#give();
    // With the next slice there is time for one at least: however long each takes, everybody comes to their turn.
    else setImmediate(this.#give);
  };

  readonly #give = (): void => {
    this.#lineOfNext()?.shift()?.go();
    drained(this.#next);
  };

  /** The line whose first one's patience ends first. */
  #lineOfNext(): Waiter[] | undefined {
    let next: Waiter[] | undefined;
    let due = Infinity;
    for (const line of this.#lines.values()) {
      const [first] = line;
      if (first === undefined || first.due >= due) continue;
      next = line;
      due = first.due;
    }
    return next;
  }
}

const atOnce = Promise.resolve();

/** Calls when no promise has anything left to do that needs no waiting. */
function drained(then: () => void): void {
  // The queue of ticks comes after that of promises only if it is asked for from there.
  queueMicrotask(() => process.nextTick(then));
}
