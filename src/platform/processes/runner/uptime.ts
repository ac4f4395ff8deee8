import type { Clock } from '../../runtime/clock.ts';
import type { Timer } from '../../runtime/timer.ts';

/** How often the log has to show that it is there, in milliseconds. */
export const ASK_EVERY_MS = 2_000;
/** A gap this short keeps nobody from answering. */
const GAP_MS = 5_000;

/**
 * Since when people can have answered without a break: this process was up, and its log could be used. Both can end, and come back,
 * without a restart. That somebody sets the wall clock is no break: people's deadlines go by it.
 */
export class Uptime {
  readonly #clock: Clock;
  readonly #timer: Timer;
  #since: number;
  #answeredAt: number;
  #failing = false;

  constructor(clock: Clock, timer: Timer) {
    this.#clock = clock;
    this.#timer = timer;
    this.#since = clock.now();
    this.#answeredAt = timer.elapsed();
  }

  /** In milliseconds since 1970; now, as long as there is a gap. */
  get since(): number {
    const silent = this.#timer.elapsed() - this.#answeredAt > GAP_MS;
    const now = this.#clock.now();
    return this.#failing || silent ? now : Math.min(this.#since, now);
  }

  /** The log has answered a question. That says nothing while real work fails on it, as on a full disk. */
  answered(): void {
    if (!this.#failing) this.#note();
  }

  /** Work on the log went through. */
  worked(): void {
    if (this.#failing) this.#note();
  }

  /** Work failed because the log could not be used. */
  failed(): void {
    this.#failing = true;
  }

  #note(): void {
    this.#since = this.since;
    this.#failing = false;
    this.#answeredAt = this.#timer.elapsed();
  }
}
