import type { Clock } from '../platform/runtime/clock.ts';
import type { Logger } from '../platform/runtime/logger.ts';
import type { Timer } from '../platform/runtime/timer.ts';
import { type Look, type LookStore, together } from './look-store.ts';

export interface LookRecorderDeps {
  readonly store: LookStore;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly logger: Logger;
}

const HOUR_MS = 3_600_000;
/** How long a look may wait to be written together with others. */
const WRITE_EVERY_MS = 1_000;
/** While the store can't be used so many looks wait at most: they are few, since all of one hour are one. */
const MAX_WAITING = 1_000;

/**
 * Notes who looked at whose data. A note costs a call nothing but memory; what has come is written together, once a second, and when the
 * program ends. A crash loses the last second.
 */
export class LookRecorder {
  readonly #deps: LookRecorderDeps;
  #waiting = new Map<string, Look>();
  #lost = 0;

  constructor(deps: LookRecorderDeps) {
    this.#deps = deps;
  }

  /** Somebody was shown these orders by a route. */
  note(who: string, route: string, orders: readonly string[]): void {
    const now = this.#deps.clock.now();
    const hour = now - (now % HOUR_MS);
    this.#wait({ hour, who, route, orders, calls: 1, first: now, last: now });
  }

  /** Writes what comes, until `signal` aborts, and what is left then. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#deps.timer.sleep(WRITE_EVERY_MS, signal);
      await this.#write();
    }
  }

  async #write(): Promise<void> {
    if (this.#waiting.size === 0) return;
    const looks = [...this.#waiting.values()];
    this.#waiting = new Map();
    try {
      await this.#deps.store.add(looks);
    } catch (error) {
      for (const look of looks) this.#wait(look);
      const facts = { waiting: this.#waiting.size, lost: this.#lost, err: error };
      this.#deps.logger.warn(facts, 'who looked at whose data could not be written; it is tried again');
    }
  }

  #wait(look: Look): void {
    const key = JSON.stringify([look.hour, look.who, look.route]);
    const known = this.#waiting.get(key);
    if (known === undefined && this.#waiting.size >= MAX_WAITING) this.#lost++;
    else this.#waiting.set(key, known === undefined ? look : together(known, look));
  }
}
