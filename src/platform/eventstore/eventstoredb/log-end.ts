import type { Position, StoredEvent } from '../event-store.ts';
import { START } from '../event-store.ts';
import { streamsOf } from './categories.ts';

const FIRST_LOOK = 32;
const LONGEST_LOOK = 1_000;

export interface End {
  /** Its last record, of any writer. */
  readonly whole: Position;
  /** This program's last event, and its stream; the start and null without one. */
  readonly ours: Position;
  readonly stream: string | null;
}

const NOWHERE: End = { whole: START, ours: START, stream: null };

/** Both ends inclusive; nothing of this program lies in it. */
interface Foreign {
  readonly top: Position;
  readonly bottom: Position;
}

/** What the log is asked, for what lies before a position, the newest first. @throws StoreUnavailable */
export interface AskedOfLog {
  /** Records of any writer. */
  before(position: Position | 'end', count: number): Promise<readonly StoredEvent[]>;
  /** This program's last event, which the server looks for; null for none, undefined when that takes it too long. */
  oursBefore(position: Position): Promise<StoredEvent | null | undefined>;
}

/**
 * Finds this program's last event: `$all` mostly ends with links of the server's projections. Far from the end the server looks for it, so
 * that records of others are not sent. No part is searched twice.
 */
export class LogEnd {
  readonly #log: AskedOfLog;
  readonly #isOurs: (streamId: string) => boolean;
  #known = NOWHERE;
  /** The part searched last, perhaps broken off. */
  #foreign: Foreign | null = null;
  #searching: Promise<unknown> = Promise.resolve();
  /** The search that has not read the end yet. */
  #next: Promise<End> | null = null;

  constructor(categories: readonly string[], log: AskedOfLog) {
    this.#isOurs = streamsOf(categories);
    this.#log = log;
  }

  /** Of the last record, of any writer. @throws StoreUnavailable */
  async whole(): Promise<Position> {
    const [last] = await this.#log.before('end', 1);
    return last?.position ?? START;
  }

  /** As of a moment after this call; callers share a search. @throws StoreUnavailable */
  find(): Promise<End> {
    this.#next ??= this.#searching.then(() => {
      this.#next = null;
      const search = this.#search();
      this.#searching = search.catch(() => undefined);
      return search;
    });
    return this.#next;
  }

  /** An event of this program came, and all earlier ones before it. */
  heard({ position, streamId }: StoredEvent): void {
    this.#learn({ whole: position, ours: position, stream: streamId });
  }

  /** Nothing of this program lies between what was heard and here. */
  passed(position: Position): void {
    this.#learn({ ...this.#known, whole: position });
  }

  async #search(): Promise<End> {
    const begun = this.#known.whole;
    let page = await this.#log.before('end', FIRST_LOOK);
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
      const bottom = this.#lookedThrough({ top: whole, bottom: last.position });
      // Once something is known, the feed passes over records of others: what it has not passed is short.
      if (known.whole === START && count === FIRST_LOOK) {
        const ours = await this.#log.oursBefore(bottom);
        if (ours === null) return this.#learn({ ...NOWHERE, whole });
        if (ours !== undefined) return this.#learn({ whole, ours: ours.position, stream: ours.streamId });
      }
      count = Math.min(4 * count, LONGEST_LOOK);
      page = await this.#log.before(bottom, count);
    }
  }

  /** Remembers what was searched, and tells where to go on. */
  #lookedThrough(now: Foreign): Position {
    const before = this.#foreign;
    const meets = before !== null && now.bottom <= before.top;
    const bottom = meets && before.bottom < now.bottom ? before.bottom : now.bottom;
    if (before === null || meets) this.#foreign = { top: now.top, bottom };
    return bottom;
  }

  /** The log has become shorter. */
  #forget(): void {
    this.#known = NOWHERE;
    this.#foreign = null;
  }

  /** The later end counts. */
  #learn(end: End): End {
    if (end.whole >= this.#known.whole) {
      this.#known = end;
      if (this.#foreign !== null && this.#foreign.top <= end.whole) this.#foreign = null;
    }
    return this.#known;
  }
}
