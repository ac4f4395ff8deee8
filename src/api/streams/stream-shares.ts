import type { Identity } from '../identity/identity.ts';
import { scopeOf } from '../identity/identity.ts';
import { Problem } from '../problems/problem.ts';

/** How many streams of an order one link may keep open at once, and one address, whatever links it holds. */
const PER_LINK = 20;
export const PER_ADDRESS = 60;
/** The part of all streams that is kept for the people of the shop, whoever else comes; more than that they don't get either. */
const RESERVE = 0.2;

/** Who keeps a stream open. */
export interface Watcher {
  readonly identity: Identity;
  /** What the caller's address counts as. */
  readonly address: string;
}

/** How many event streams each caller gets of those that this process can keep open. */
export class StreamShares {
  readonly #max: number;
  readonly #reserve: number;
  readonly #perAddress: number;
  readonly #held = new Map<string, number>();

  /** @param perAddress how many one address gets; for load tests, which all come from one, as many as there are. */
  constructor(max: number, perAddress = PER_ADDRESS) {
    this.#max = max;
    this.#perAddress = perAddress;
    this.#reserve = Math.ceil(max * RESERVE);
  }

  /**
   * Takes a place.
   * @returns gives it back; may be called once only.
   * @throws Problem when the caller has had their share, or all are taken.
   */
  take(watcher: Watcher): () => void {
    const names = namesOf(watcher);
    const [own, everybody] = isOfTheShop(watcher) ? [this.#reserve, this.#max] : [PER_LINK, this.#max - this.#reserve];
    if (this.#count('all') >= everybody) {
      throw new Problem(503, 'TOO_MANY_STREAMS', 'This process keeps no more streams open.', { retryAfter: 5 });
    }
    const [scope = '', address] = names;
    if (this.#count(scope) >= own || (address !== undefined && this.#count(address) >= this.#perAddress)) {
      throw new Problem(429, 'TOO_MANY_STREAMS', 'You keep too many streams open.', { retryAfter: 5 });
    }
    const counted = [...names, 'all'];
    for (const name of counted) this.#held.set(name, this.#count(name) + 1);
    return () => {
      for (const name of counted) this.#giveBack(name);
    };
  }

  #count(name: string): number {
    return this.#held.get(name) ?? 0;
  }

  #giveBack(name: string): void {
    const left = this.#count(name) - 1;
    if (left > 0) this.#held.set(name, left);
    else this.#held.delete(name);
  }
}

function isOfTheShop({ identity: { kind } }: Watcher): boolean {
  return kind === 'florist' || kind === 'operator';
}

/** Under which names a stream counts. Links cost nothing to get, so their holders count by address as well. */
function namesOf(watcher: Watcher): string[] {
  const scope = scopeOf(watcher.identity);
  return isOfTheShop(watcher) ? [scope] : [scope, `address:${watcher.address}`];
}
