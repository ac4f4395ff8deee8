import type { Clock } from '../platform/runtime/clock.ts';
import type { AccountStore } from './account-store.ts';
import { type Counted, oneLess, oneMore, waitOf } from './guessing.ts';

/** A try that may be made. */
export interface Claim {
  /** It was right: the first of its tallies begins anew, the others count one less. */
  right(): Promise<void>;
  /** Nobody has looked whether it was right. */
  undone(): Promise<void>;
}

/** Counts tries in the store, so that a restart and other processes don't forget them. */
export class Attempts {
  readonly #store: Pick<AccountStore, 'tally'>;
  readonly #clock: Clock;

  constructor(store: Pick<AccountStore, 'tally'>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Counts a try by each of these.
   * @returns how long it has to wait instead, in milliseconds, when one of them has no patience left; then it counts for nothing.
   */
  async claim(counted: readonly Counted[]): Promise<Claim | number> {
    const now = this.#clock.now();
    const claimed: Counted[] = [];
    for (const each of counted) {
      let wait = 0;
      await this.#store.tally(each.key, (tally) => {
        wait = waitOf(tally, each.patience, now);
        return wait > 0 ? tally : oneMore(tally, now);
      });
      if (wait > 0) {
        await this.#giveBack(claimed);
        return wait;
      }
      claimed.push(each);
    }
    const [first, ...others] = counted;
    return {
      right: async () => {
        if (first !== undefined) await this.#store.tally(first.key, () => null);
        await this.#giveBack(others);
      },
      undone: () => this.#giveBack(counted),
    };
  }

  async #giveBack(counted: readonly Counted[]): Promise<void> {
    for (const { key } of counted) await this.#store.tally(key, oneLess);
  }
}
