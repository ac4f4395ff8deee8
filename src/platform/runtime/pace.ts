import { breathe } from './breathe.ts';
import type { Timer } from './timer.ts';

/** How long a worker may hold the thread before everything else has its turn, in milliseconds. */
const SLICE_MS = 8;
/** And how many pieces of work it may begin: however short each is, what they lead to comes on top. */
export const PIECES_AT_ONCE = 16;

/**
 * Keeps a worker from holding the thread. On embedded stores what is begun is mostly done before any request or timer has its turn, since
 * SQLite answers at once; so what counts is the work with all that follows from it at once.
 */
export class Pace {
  readonly #timer: Timer;
  #spentMs = 0;
  #pieces = 0;
  #refilling = false;

  constructor(timer: Timer) {
    this.#timer = timer;
  }

  /** Does a piece of work, and whatever of it needs no waiting; lets others have their turn when it is theirs. */
  async step(work: () => void): Promise<void> {
    const begun = this.#timer.elapsed();
    work();
    await drained();
    this.#spentMs += this.#timer.elapsed() - begun;
    this.#pieces++;
    this.#refill();
    if (this.#spentMs >= SLICE_MS || this.#pieces >= PIECES_AT_ONCE) await breathe();
  }

  /** Once others have had their turn, there is a whole slice again. */
  #refill(): void {
    if (this.#refilling) return;
    this.#refilling = true;
    setImmediate(() => {
      this.#refilling = false;
      this.#spentMs = 0;
      this.#pieces = 0;
    });
  }
}

/** Resolves when no promise has anything left to do that needs no waiting. */
function drained(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
