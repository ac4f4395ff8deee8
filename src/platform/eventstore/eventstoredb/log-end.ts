import type { Position, StoredEvent } from '../event-store.ts';
import { START } from '../event-store.ts';
import { streamsOf } from './categories.ts';

const FIRST_LOOK = 32;
const LONGEST_LOOK = 1_000;

/** Where the log ended a moment ago. */
export interface End {
  /** Position of its last record, whoever wrote that. */
  readonly whole: Position;
  /** Position of the last event of this program, and its stream; the start and none while there is none. */
  readonly ours: Position;
  readonly stream: string | null;
}

const NOWHERE: End = { whole: START, ours: START, stream: null };

/**
 * Finds the last event of this program. The end of `$all` is nearly always a link of the server's projections, which would make
 * every reader seem behind for ever. What was looked through once is not looked through again.
 */
export class LogEnd {
  readonly #before: (position: Position | 'end', count: number) => Promise<readonly StoredEvent[]>;
  readonly #isOurs = streamsOf();
  #seen = NOWHERE;

  /** @param before reads records of any kind before a position, newest first. */
  constructor(before: (position: Position | 'end', count: number) => Promise<readonly StoredEvent[]>) {
    this.#before = before;
  }

  /** Position of the last record, whoever wrote it. @throws StoreUnavailable */
  async whole(): Promise<Position> {
    const [last] = await this.#before('end', 1);
    return last?.position ?? START;
  }

  /** Looks back to the last event of this program. @throws StoreUnavailable */
  async find(): Promise<End> {
    let known = this.#seen;
    let whole: Position | null = null;
    let from: Position | 'end' = 'end';
    for (let count = FIRST_LOOK; ; count = Math.min(4 * count, LONGEST_LOOK)) {
      const page = await this.#before(from, count);
      whole ??= page[0]?.position ?? START;
      // Shorter than it was: what is known of its end is of another time.
      if (whole < known.whole) known = NOWHERE;
      const fresh = page.filter(({ position }) => position > known.whole);
      const found = fresh.find(({ streamId }) => this.#isOurs(streamId));
      if (found !== undefined) return this.#learn({ whole, ours: found.position, stream: found.streamId });
      const last = page.at(-1);
      if (fresh.length < page.length || page.length < count || last === undefined)
        return this.#learn({ ...known, whole });
      from = last.position;
    }
  }

  /** Several may look at once; the one who saw most is believed, unless the log was put back meanwhile. */
  #learn(end: End): End {
    this.#seen = end;
    return end;
  }
}
