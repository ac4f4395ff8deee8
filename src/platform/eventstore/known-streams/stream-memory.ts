import { Recent } from '../../runtime/recent.ts';
import { type ExpectedRevision, isDamaged, type StoredEvent } from '../event-store.ts';
import type { StreamFamilies } from '../stream-names.ts';

export interface RememberedStream {
  /** From the first event on, without a gap; replaced, never changed. */
  readonly events: readonly StoredEvent[];
  /** The log has shown so many. Later ones were appended here: of a twin's command the log may hold another version. */
  readonly shown: number;
}

/** Streams that belong together; forgotten as a whole. */
interface Family {
  /** Null for a forgotten stream. */
  readonly streams: Map<string, RememberedStream | null>;
  /** From its first event on: a stream that is absent here is empty. */
  seenFromBirth: boolean;
}

const EMPTY: RememberedStream = { events: [], shown: 0 };

/** A bounded number of events; the family unused for longest goes first. It must be fed without leaving an event out. */
export class StreamMemory {
  /** By name. How many there may be is a matter of their weight. */
  readonly #families = new Recent<string, Family>(Number.POSITIVE_INFINITY);
  readonly #of: StreamFamilies;
  readonly #capacity: number;
  #weight = 0;

  /** @param capacity in events; a stream counts as one more. */
  constructor(of: StreamFamilies, capacity: number) {
    this.#of = of;
    this.#capacity = capacity;
  }

  /** Null when nothing is known, not even that it is empty. */
  recall(streamId: string): RememberedStream | null {
    const family = this.#families.get(this.#nameOf(streamId));
    return family === undefined ? null : streamIn(family, streamId);
  }

  /** The same, and counts as no use: whose news are oldest is forgotten first. */
  peek(streamId: string): RememberedStream | null {
    const family = this.#families.peek(this.#nameOf(streamId));
    return family === undefined ? null : streamIn(family, streamId);
  }

  /** Shown by the log. One that can't be joined makes its stream forgotten. */
  note(event: StoredEvent): void {
    const { streamId, revision } = event;
    if (revision === 0 && this.#of.firstOf(streamId) === streamId) this.#familyOf(streamId).seenFromBirth = true;
    const stream = this.recall(streamId) ?? (revision === 0 ? EMPTY : null);
    if (stream !== null) this.#put(streamId, joined(stream, event));
  }

  /** All that the log had of a stream from a revision on. */
  learn(streamId: string, from: number, events: readonly StoredEvent[]): void {
    let stream = this.recall(streamId) ?? (from === 0 ? EMPTY : null);
    if (stream === null) return;
    for (const event of events) stream = stream && joined(stream, event);
    this.#put(streamId, stream);
  }

  /** Appended here, and not shown by the log yet. */
  wrote(streamId: string, expected: ExpectedRevision, event: StoredEvent): void {
    if (expected === 'no-stream' && this.#of.firstOf(streamId) === streamId)
      this.#familyOf(streamId).seenFromBirth = true;
    const stream = this.recall(streamId) ?? (expected === 'no-stream' ? EMPTY : null);
    if (stream === null || event.revision < stream.events.length) return;
    const follows = event.revision === stream.events.length;
    this.#put(streamId, follows ? { ...stream, events: [...stream.events, event] } : null);
  }

  forget(streamId: string): void {
    if (this.recall(streamId) !== null) this.#put(streamId, null);
  }

  #nameOf(streamId: string): string {
    return this.#of.familyOf(streamId) ?? streamId;
  }

  #familyOf(streamId: string): Family {
    const name = this.#nameOf(streamId);
    const known = this.#families.get(name);
    if (known !== undefined) return known;
    const family: Family = { streams: new Map(), seenFromBirth: false };
    this.#families.set(name, family);
    return family;
  }

  #put(streamId: string, stream: RememberedStream | null): void {
    const { streams } = this.#familyOf(streamId);
    this.#weight += weightOf(stream) - weightOf(streams.get(streamId));
    streams.set(streamId, stream);
    while (this.#weight > this.#capacity) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const [name, family] = this.#families.oldest as readonly [string, Family];
    this.#families.delete(name);
    for (const each of family.streams.values()) this.#weight -= weightOf(each);
  }
}

function streamIn({ streams, seenFromBirth }: Family, streamId: string): RememberedStream | null {
  const stream = streams.get(streamId);
  return stream === undefined && seenFromBirth ? EMPTY : (stream ?? null);
}

/** The entry counts too, so that empty streams are bounded. */
function weightOf(stream: RememberedStream | null | undefined): number {
  return stream === undefined ? 0 : 1 + (stream?.events.length ?? 0);
}

/** Null when they don't join, or the event is damaged. */
function joined(stream: RememberedStream, event: StoredEvent): RememberedStream | null {
  const { events, shown } = stream;
  if (event.revision < shown) return stream;
  if (event.revision > shown || isDamaged(event)) return null;
  const appendedHere = events[shown];
  if (appendedHere === undefined) return { events: [...events, event], shown: shown + 1 };
  return appendedHere.id === event.id ? { events: events.with(shown, event), shown: shown + 1 } : null;
}
