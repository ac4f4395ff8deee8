import type { Position, StoredEvent } from '../event-store.ts';
import { toSequence } from './position.ts';

/**
 * The newest events of the log, as they were appended. Subscribers that keep up are all given the same objects, so an event is read
 * from the disk by none of them and decoded for all of them once.
 */
export class LiveTail {
  readonly #capacity: number;
  /** Without a gap. */
  #events: StoredEvent[] = [];
  readonly #waiting = new Set<() => void>();

  /** @param capacity so many events are kept at least, and twice as many at most. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Takes in what was just committed, in log order, and wakes whoever waits. */
  add(events: readonly StoredEvent[]): void {
    const [last, first] = [this.#events.at(-1), events[0]];
    const followsOn = last && first && toSequence(first.position) === toSequence(last.position) + 1;
    if (!followsOn) this.#events = [];
    for (const event of events) this.#events.push(event);
    // Cut in large steps, so that an event is moved rarely.
    if (this.#events.length > 2 * this.#capacity) this.#events = this.#events.slice(-this.#capacity);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** Up to `limit` events after a position; null when the tail does not reach back so far. */
  after(position: Position, limit: number): readonly StoredEvent[] | null {
    const first = this.#events[0];
    if (first === undefined) return null;
    const start = toSequence(position) - toSequence(first.position) + 1;
    return start < 0 ? null : this.#events.slice(start, start + limit);
  }

  /** Resolves when something is added, or when `signal` aborts. */
  grown(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      if (signal.aborted) return wake();
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}
