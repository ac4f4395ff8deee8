import type { Timer } from '../runtime/timer.ts';
import { TAKEN_OVER_AFTER_MS } from './acquire.ts';

/** Room for what is under way when the holder stops, and for clocks that do not run quite alike, in milliseconds. */
const MARGIN_MS = 500;
/** For how long after its last confirmed sign of life a holder counts as one, by its own steady clock. */
const HELD_FOR_MS = TAKEN_OVER_AFTER_MS - MARGIN_MS;

/** A lease in this process's hands, as far as it knows by itself. */
export class Held {
  readonly #timer: Timer;
  readonly #loss = new AbortController();
  #confirmedAt: number;

  /** @param confirmedAt when the lease was asked for that was then got, by this process's steady clock. */
  constructor(timer: Timer, confirmedAt: number) {
    this.#timer = timer;
    this.#confirmedAt = confirmedAt;
  }

  /** Aborts, with the reason, when the lease is lost. */
  get lost(): AbortSignal {
    return this.#loss.signal;
  }

  /** For how many milliseconds it stands yet without a further sign of life. */
  get left(): number {
    return this.#confirmedAt + HELD_FOR_MS - this.#timer.elapsed();
  }

  /** Whether it stands at this very moment. Needs no answer of the store, and holds for a process that has just been frozen too. */
  get stands(): boolean {
    return !this.lost.aborted && this.left > 0;
  }

  /** A sign of life that was given at `askedAt` has come. */
  confirm(askedAt: number): void {
    this.#confirmedAt = askedAt;
  }

  lose(reason: string): void {
    this.#loss.abort(new Error(reason));
  }
}
