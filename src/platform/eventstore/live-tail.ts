import { type Position, START, type StoredEvent } from './event-store.ts';

/** With its length as JSON. */
export interface Weighed {
  readonly event: StoredEvent;
  readonly bytes: number;
}

/** At least so much once it has come, twice as much at most. */
export interface TailBounds {
  readonly events: number;
  /** Of JSON; in memory a few times that. */
  readonly bytes: number;
}

/** One who waits for what comes, again and again. */
export interface TailReader {
  /** Resolves when something has changed, and when nobody wants to read any more. One wait at a time. */
  changed(): Promise<void>;
  end(): void;
}

const USUAL_BOUNDS: TailBounds = { events: 20_000, bytes: 16 * 2 ** 20 };

/** The newest events, as the same objects for all readers: fetched by none, decoded once. No reader holds up another. */
export class LiveTail {
  readonly #bounds: TailBounds;
  /** All of this program's after {@link #after}, up to {@link #end}. */
  #events: StoredEvent[] = [];
  #bytes: number[] = [];
  #weight = 0;
  #after: Position = START;
  #end: Position = START;
  #begun = false;
  #isLevel = false;
  #fault: Error | null = null;
  readonly #waiting = new Set<() => void>();

  constructor(bounds: TailBounds = USUAL_BOUNDS) {
    this.#bounds = bounds;
  }

  /** False until the log could be asked where it ends. */
  get begun(): boolean {
    return this.#begun;
  }

  /** What lies before is gone; its last event is of this program. */
  get start(): Position {
    return this.#after;
  }

  /** Everything of this program up to here has come in. */
  get end(): Position {
    return this.#end;
  }

  /** Whether the end was the log's own a moment ago. */
  get isLevel(): boolean {
    return this.#isLevel;
  }

  /** Empty, after a position that is the last of this program. */
  begin(after: Position): void {
    this.#begun = true;
    this.#events = [];
    this.#bytes = [];
    this.#weight = 0;
    this.#after = after;
    this.#end = after;
    this.#wake();
  }

  /** In log order. */
  add(events: readonly Weighed[]): void {
    for (const { event, bytes } of events) {
      this.#events.push(event);
      this.#bytes.push(bytes);
      this.#weight += bytes;
    }
    this.#end = events.at(-1)?.event.position ?? this.#end;
    this.#cut();
    this.#wake();
  }

  /** Over records of others. A passed position changes nothing. */
  reach(position: Position): void {
    if (position <= this.#end) return;
    this.#end = position;
    this.#wake();
  }

  setLevel(isLevel: boolean): void {
    if (this.#isLevel === isLevel) return;
    this.#isLevel = isLevel;
    if (isLevel) this.#wake();
  }

  /** Ends every reader with this error, until it is null. */
  setFault(fault: Error | null): void {
    this.#fault = fault;
    if (fault !== null) this.#wake();
  }

  covers(position: Position): boolean {
    return this.#begun && position >= this.#after;
  }

  /** Null when the tail does not reach back so far. @throws what the tail has failed with. */
  after(position: Position, limit: number): readonly StoredEvent[] | null {
    if (this.#fault !== null) throw this.#fault;
    if (!this.covers(position)) return null;
    const start = this.#firstAfter(position);
    return this.#events.slice(start, start + limit);
  }

  /** Until `signal` aborts, which is listened to once for all waits. Has to be ended. */
  reader(signal: AbortSignal): TailReader {
    let go: () => void = () => undefined;
    const wake = () => go();
    signal.addEventListener('abort', wake);
    return {
      changed: () =>
        new Promise((resolve) => {
          if (signal.aborted) return resolve();
          go = resolve;
          this.#waiting.add(wake);
        }),
      end: () => {
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
      },
    };
  }

  #firstAfter(position: Position): number {
    let [low, high] = [0, this.#events.length];
    // Nearly every reader asks for the newest.
    if (position >= (this.#events.at(-1)?.position ?? START)) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#events[middle] as StoredEvent).position > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** In large steps, so that an event is moved rarely. */
  #cut(): void {
    const { events, bytes } = this.#bounds;
    if (this.#events.length <= 2 * events && this.#weight <= 2 * bytes) return;
    let first = 0;
    for (; this.#events.length - first > events || this.#weight > bytes; first++)
      this.#weight -= this.#bytes[first] as number;
    this.#after = this.#events[first - 1]?.position ?? this.#after;
    this.#events = this.#events.slice(first);
    this.#bytes = this.#bytes.slice(first);
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
