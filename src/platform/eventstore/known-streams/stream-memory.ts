import { type ExpectedRevision, isDamaged, type StoredEvent } from '../event-store.ts';
import type { StreamFamilies } from '../stream-names.ts';

/** What is remembered of one stream. */
export interface RememberedStream {
  /** From its first event on, without a gap. Never changed: what comes makes a new list. */
  readonly events: readonly StoredEvent[];
  /**
   * So many of them are as the log has shown them. What follows was appended here: another process may have had the same command at the
   * same moment, and then the log holds its version of the event, until the log has shown it.
   */
  readonly shown: number;
}

/** All that is remembered of streams that belong together, or of one that stands alone. It is forgotten as a whole. */
interface Family {
  /** Null for a stream that is known to have been forgotten. */
  readonly streams: Map<string, RememberedStream | null>;
  /** It was seen from its very first event on: what it has no stream of here has no event. */
  seenFromBirth: boolean;
}

const EMPTY: RememberedStream = { events: [], shown: 0 };

/**
 * Streams in memory: a bounded number of events, those of the family that was not asked for or written to for longest go first. It
 * knows nothing of the log; whoever feeds it sees to it that no event is left out.
 */
export class StreamMemory {
  /** In the order in which they were last used. */
  readonly #families = new Map<string, Family>();
  readonly #of: StreamFamilies;
  readonly #capacity: number;
  #weight = 0;

  /** @param capacity so many events are remembered at most; a stream counts as one more. */
  constructor(of: StreamFamilies, capacity: number) {
    this.#of = of;
    this.#capacity = capacity;
  }

  /** What is remembered of a stream; null when that is nothing, not even that it is empty. */
  recall(streamId: string): RememberedStream | null {
    const name = this.#nameOf(streamId);
    const family = this.#families.get(name);
    if (family === undefined) return null;
    this.#use(name, family);
    const stream = family.streams.get(streamId);
    return stream === undefined && family.seenFromBirth ? EMPTY : (stream ?? null);
  }

  /** Takes in an event that the log has shown. One that can't be joined to what is remembered of its stream makes that forgotten. */
  note(event: StoredEvent): void {
    const { streamId, revision } = event;
    if (revision === 0 && this.#of.firstOf(streamId) === streamId) this.#familyOf(streamId).seenFromBirth = true;
    const stream = this.recall(streamId) ?? (revision === 0 ? EMPTY : null);
    if (stream !== null) this.#put(streamId, joined(stream, event));
  }

  /** Takes in what the log has shown of a stream, from a revision on: all that there was at that moment. */
  learn(streamId: string, from: number, events: readonly StoredEvent[]): void {
    let stream = this.recall(streamId) ?? (from === 0 ? EMPTY : null);
    if (stream === null) return;
    for (const event of events) stream = stream && joined(stream, event);
    this.#put(streamId, stream);
  }

  /** Takes in an event that was appended here, and that the log has not shown yet. */
  wrote(streamId: string, expected: ExpectedRevision, event: StoredEvent): void {
    if (expected === 'no-stream' && this.#of.firstOf(streamId) === streamId)
      this.#familyOf(streamId).seenFromBirth = true;
    const stream = this.recall(streamId) ?? (expected === 'no-stream' ? EMPTY : null);
    if (stream === null || event.revision < stream.events.length) return;
    const follows = event.revision === stream.events.length;
    this.#put(streamId, follows ? { ...stream, events: [...stream.events, event] } : null);
  }

  /** Forgets one stream: it has to be read again. */
  forget(streamId: string): void {
    if (this.recall(streamId) !== null) this.#put(streamId, null);
  }

  #nameOf(streamId: string): string {
    return this.#of.familyOf(streamId) ?? streamId;
  }

  #familyOf(streamId: string): Family {
    const name = this.#nameOf(streamId);
    const family = this.#families.get(name) ?? { streams: new Map(), seenFromBirth: false };
    this.#use(name, family);
    return family;
  }

  #put(streamId: string, stream: RememberedStream | null): void {
    const { streams } = this.#familyOf(streamId);
    this.#weight += weightOf(stream) - weightOf(streams.get(streamId));
    streams.set(streamId, stream);
    for (const [name, oldest] of this.#families) {
      if (this.#weight <= this.#capacity) break;
      this.#families.delete(name);
      for (const each of oldest.streams.values()) this.#weight -= weightOf(each);
    }
  }

  #use(name: string, family: Family): void {
    this.#families.delete(name);
    this.#families.set(name, family);
  }
}

/** What a stream takes of the capacity: its events, and its entry, so that empty ones are bounded too. */
function weightOf(stream: RememberedStream | null | undefined): number {
  return stream === undefined ? 0 : 1 + (stream?.events.length ?? 0);
}

/** The stream with an event that the log has shown; null when the two don't go together, or when the event is damaged. */
function joined(stream: RememberedStream, event: StoredEvent): RememberedStream | null {
  const { events, shown } = stream;
  if (event.revision < shown) return stream;
  if (event.revision > shown || isDamaged(event)) return null;
  const appendedHere = events[shown];
  if (appendedHere === undefined) return { events: [...events, event], shown: shown + 1 };
  return appendedHere.id === event.id ? { events: events.with(shown, event), shown: shown + 1 } : null;
}
