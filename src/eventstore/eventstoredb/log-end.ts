import type { Position, StoredEvent } from '../event-store.ts';
import { START } from '../event-store.ts';
import { streamsOf } from './categories.ts';

const FIRST_LOOK = 32;
const LONGEST_LOOK = 1_000;

/**
 * Finds the last event of this program. The end of `$all` is nearly always a link of the server's projections, which would make
 * every reader seem behind for ever. What was looked through once is not looked through again.
 */
export class LogEnd {
  readonly #before: (position: Position | 'end', count: number) => Promise<readonly StoredEvent[]>;
  readonly #isOurs = streamsOf();
  #ours: Position = START;
  #seen: Position = START;

  /** @param before reads records of any kind before a position, newest first. */
  constructor(before: (position: Position | 'end', count: number) => Promise<readonly StoredEvent[]>) {
    this.#before = before;
  }

  /** @throws StoreUnavailable */
  async find(): Promise<Position> {
    const seen = this.#seen;
    let from: Position | 'end' = 'end';
    let newest = seen;
    for (let count = FIRST_LOOK; ; count = Math.min(4 * count, LONGEST_LOOK)) {
      const page = await this.#before(from, count);
      const fresh = page.filter(({ position }) => position > seen);
      newest = later(newest, page[0]?.position ?? START);
      const found = fresh.find(({ streamId }) => this.#isOurs(streamId));
      if (found !== undefined) this.#ours = later(this.#ours, found.position);
      const last = page.at(-1);
      if (found !== undefined || fresh.length < page.length || page.length < count || last === undefined) break;
      from = last.position;
    }
    this.#seen = later(this.#seen, newest);
    return this.#ours;
  }
}

function later(a: Position, b: Position): Position {
  return a > b ? a : b;
}
