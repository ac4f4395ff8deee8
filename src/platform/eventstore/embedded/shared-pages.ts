import type { Timer } from '../../runtime/timer.ts';
import type { Position, StoredEvent } from '../event-store.ts';

/** Pages that are kept for those who come after the first: some megabytes. */
const KEPT = 8;
/** Who has not asked for so long, in milliseconds, is not waited for. */
const PATIENCE_MS = 2_000;
const LOOK_AGAIN_MS = 5;

/** Whoever reads history; asks for page after page. */
type Reader = object;

interface Page {
  readonly after: Position;
  readonly last: Position;
  readonly events: readonly StoredEvent[];
}

/**
 * Pages of history for readers who go through it side by side. Each is read and checked once, and is the same objects for all of them, so that
 * it is decoded once, too. Who is ahead waits for the others, as long as they come on; who reads elsewhere reads alone.
 */
export class SharedPages {
  readonly #read: (after: Position, size: number) => readonly StoredEvent[];
  readonly #size: number;
  readonly #timer: Timer;
  /** Oldest first; each goes on where the one before ends. */
  #pages: Page[] = [];
  /** By reader: up to where it was given pages, and when it last asked. */
  readonly #readers = new Map<Reader, { at: Position; askedAt: number }>();

  /** @param read so many events at most; fewer only at the end */
  constructor(read: (after: Position, size: number) => readonly StoredEvent[], size: number, timer: Timer) {
    this.#read = read;
    this.#size = size;
    this.#timer = timer;
  }

  /** What comes after a position; may be less than a page. */
  async after(position: Position, reader: Reader, signal: AbortSignal): Promise<readonly StoredEvent[]> {
    this.#readers.set(reader, { at: position, askedAt: this.#timer.elapsed() });
    const events = this.#kept(position) ?? (await this.#next(position, reader, signal));
    const last = events.at(-1)?.position ?? position;
    this.#readers.set(reader, { at: last, askedAt: this.#timer.elapsed() });
    return events;
  }

  /** The reader is at the end of history, or has ended. */
  leave(reader: Reader): void {
    this.#readers.delete(reader);
    if (this.#readers.size === 0) this.#pages = [];
  }

  async #next(position: Position, reader: Reader, signal: AbortSignal): Promise<readonly StoredEvent[]> {
    while (this.#wouldCostAPage(position, reader) && !signal.aborted) await this.#timer.sleep(LOOK_AGAIN_MS, signal);
    // Somebody else may have read it meanwhile.
    const kept = this.#kept(position);
    if (kept !== null) return kept;
    const events = this.#read(position, this.#size);
    this.#keep(position, events, reader);
    return events;
  }

  /** What of the kept pages comes first after a position; null when that is in none of them. */
  #kept(position: Position): readonly StoredEvent[] | null {
    const page = this.#pages.find(({ after, last }) => after <= position && position < last);
    if (page === undefined) return null;
    return page.after === position ? page.events : page.events.filter((event) => event.position > position);
  }

  /** A page that may still grow is kept for nobody. */
  #keep(after: Position, events: readonly StoredEvent[], reader: Reader): void {
    const last = events.at(-1)?.position;
    if (last === undefined || events.length < this.#size) return;
    const goesOn = this.#pages.at(-1)?.last === after;
    if (!goesOn && this.#pages.some((page) => this.#isWanted(page, reader))) return;
    this.#pages = [...(goesOn ? this.#pages.slice(1 - KEPT) : []), { after, last, events }];
  }

  /** Whether the next page would take the place of one that somebody behind still wants. */
  #wouldCostAPage(position: Position, reader: Reader): boolean {
    const [oldest] = this.#pages;
    const goesOn = this.#pages.at(-1)?.last === position;
    return oldest !== undefined && goesOn && this.#pages.length >= KEPT && this.#isWanted(oldest, reader);
  }

  /** By another reader who comes on, or is where it ends. */
  #isWanted({ after, last }: Page, but: Reader): boolean {
    const since = this.#timer.elapsed() - PATIENCE_MS;
    for (const [reader, { at, askedAt }] of this.#readers) {
      if (reader !== but && askedAt >= since && after <= at && at <= last) return true;
    }
    return false;
  }
}
