import type { Timer } from '../../runtime/timer.ts';
import type { StoredEvent } from '../event-store.ts';
import { toSequence } from './position.ts';

/** Pages that are kept for those who come after the first: some megabytes. Who is further away than that reads by themselves. */
const KEPT = 8;
/** Who has not asked for so long, in milliseconds, is not waited for. */
const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 5;

/** Whoever reads history; asks for page after page. */
type Reader = object;

/** Numbers are those of events: of the last one before the page, and of its last. */
interface Page {
  readonly after: number;
  readonly last: number;
  readonly events: readonly StoredEvent[];
}

/**
 * Pages of history for readers who go through it side by side. Each is read and checked once, and is the same objects for all of them, so that
 * it is decoded once, too. Who is ahead waits for the others, as long as they come on; who reads elsewhere reads alone.
 */
export class SharedPages {
  readonly #read: (after: number, size: number) => readonly StoredEvent[];
  readonly #size: number;
  readonly #timer: Timer;
  /** Oldest first. */
  #pages: Page[] = [];
  /** By reader: up to where it was given pages, and when it last asked. */
  readonly #readers = new Map<Reader, { at: number; askedAt: number }>();

  /** @param read so many events at most; fewer only at the end */
  constructor(read: (after: number, size: number) => readonly StoredEvent[], size: number, timer: Timer) {
    this.#read = read;
    this.#size = size;
    this.#timer = timer;
  }

  /** What comes after an event; may be less than a page. */
  async after(number: number, reader: Reader, signal: AbortSignal): Promise<readonly StoredEvent[]> {
    this.#note(reader, number);
    while (this.#kept(number) === null && this.#isFarAhead(reader, number) && !signal.aborted) {
      await this.#timer.sleep(LOOK_AGAIN_MS, signal);
    }
    const events = this.#kept(number) ?? this.#next(number, reader);
    this.#note(reader, lastOf(events) ?? number);
    return events;
  }

  /** The reader is at the end of history, or has ended. */
  leave(reader: Reader): void {
    this.#readers.delete(reader);
    if (this.#readers.size === 0) this.#pages = [];
  }

  #note(reader: Reader, at: number): void {
    this.#readers.set(reader, { at, askedAt: this.#timer.elapsed() });
  }

  #next(after: number, reader: Reader): readonly StoredEvent[] {
    const events = this.#read(after, this.#size);
    const last = lastOf(events);
    const isWanted = this.#readers.size === 1 || this.#beside(reader, after).length > 0;
    // One that may still grow is kept for nobody.
    if (last !== null && events.length === this.#size && isWanted)
      this.#pages = [...this.#pages.slice(1 - KEPT), { after, last, events }];
    return events;
  }

  /** What of the kept pages comes first after an event; null when that is in none of them. */
  #kept(number: number): readonly StoredEvent[] | null {
    const page = this.#pages.find(({ after, last }) => after <= number && number < last);
    return page === undefined ? null : page.events.slice(number - page.after);
  }

  /** Whether the next page would take the place of one that somebody needs who comes on behind. */
  #isFarAhead(reader: Reader, number: number): boolean {
    return this.#beside(reader, number).some((at) => number - at >= (KEPT - 1) * this.#size);
  }

  /** Where the others are who come on, and are as near as pages are kept. */
  #beside(but: Reader, number: number): number[] {
    const since = this.#timer.elapsed() - PATIENCE_MS;
    return [...this.#readers]
      .filter(([reader, { at, askedAt }]) => {
        return reader !== but && askedAt >= since && Math.abs(number - at) <= KEPT * this.#size;
      })
      .map(([, { at }]) => at);
  }
}

function lastOf(events: readonly StoredEvent[]): number | null {
  const last = events.at(-1);
  return last === undefined ? null : toSequence(last.position);
}
