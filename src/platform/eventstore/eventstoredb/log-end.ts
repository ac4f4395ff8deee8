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

/** A part of the log, both ends inclusive, in which nothing is of this program. */
interface Foreign {
  readonly top: Position;
  readonly bottom: Position;
}

/**
 * Finds the last event of this program. The end of `$all` is nearly always a link of the server's projections, which would make
 * every reader seem behind for ever. What was looked through once, or came by the feed, is not looked through again.
 */
export class LogEnd {
  readonly #before: (position: Position | 'end', count: number) => Promise<readonly StoredEvent[]>;
  readonly #isOurs: (streamId: string) => boolean;
  #known = NOWHERE;
  /** The latest part that a search has looked through, perhaps before it was broken off. */
  #foreign: Foreign | null = null;
  #searching: Promise<unknown> = Promise.resolve();
  /** The search that has not looked at the end yet. */
  #next: Promise<End> | null = null;

  /**
   * @param categories of this program's streams.
   * @param before reads records of any kind before a position, newest first.
   */
  constructor(
    categories: readonly string[],
    before: (position: Position | 'end', count: number) => Promise<readonly StoredEvent[]>,
  ) {
    this.#isOurs = streamsOf(categories);
    this.#before = before;
  }

  /** Position of the last record, whoever wrote it. @throws StoreUnavailable */
  async whole(): Promise<Position> {
    const [last] = await this.#before('end', 1);
    return last?.position ?? START;
  }

  /** The end as of a moment after this call. All who ask meanwhile share one search. @throws StoreUnavailable */
  find(): Promise<End> {
    this.#next ??= this.#searching.then(() => {
      this.#next = null;
      const search = this.#search();
      this.#searching = search.catch(() => undefined);
      return search;
    });
    return this.#next;
  }

  /** Tells that an event of this program has come, and every earlier one before it. */
  heard({ position, streamId }: StoredEvent): void {
    this.#learn({ whole: position, ours: position, stream: streamId });
  }

  /** Tells that nothing of this program lies between what was heard and a record of the log. */
  passed(position: Position): void {
    this.#learn({ ...this.#known, whole: position });
  }

  /** Looks back to the last event of this program. */
  async #search(): Promise<End> {
    const begun = this.#known.whole;
    let page = await this.#before('end', FIRST_LOOK);
    const whole = page[0]?.position ?? START;
    if (whole < begun) this.#forget();
    for (let count = FIRST_LOOK; ; ) {
      const known = this.#known;
      if (known.whole >= whole) return known;
      const fresh = page.filter(({ position }) => position > known.whole);
      const found = fresh.find(({ streamId }) => this.#isOurs(streamId));
      if (found !== undefined) return this.#learn({ whole, ours: found.position, stream: found.streamId });
      const last = page.at(-1);
      if (fresh.length < page.length || page.length < count || last === undefined)
        return this.#learn({ ...known, whole });
      count = Math.min(4 * count, LONGEST_LOOK);
      page = await this.#before(this.#lookedThrough({ top: whole, bottom: last.position }), count);
    }
  }

  /** Keeps in mind what a search has looked through so far, and tells where it goes on. */
  #lookedThrough(now: Foreign): Position {
    const before = this.#foreign;
    const meets = before !== null && now.bottom <= before.top;
    const bottom = meets && before.bottom < now.bottom ? before.bottom : now.bottom;
    if (before === null || meets) this.#foreign = { top: now.top, bottom };
    return bottom;
  }

  /** The log is shorter than it was: what is known of its end is of another time. */
  #forget(): void {
    this.#known = NOWHERE;
    this.#foreign = null;
  }

  /** The one who saw most is believed. */
  #learn(end: End): End {
    if (end.whole >= this.#known.whole) {
      this.#known = end;
      if (this.#foreign !== null && this.#foreign.top <= end.whole) this.#foreign = null;
    }
    return this.#known;
  }
}
