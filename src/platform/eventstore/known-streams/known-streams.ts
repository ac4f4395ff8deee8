import {
  type AppendResult,
  type Batch,
  DamagedLog,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type Position,
  RevisionConflict,
  type StoredEvent,
  type SubscribeOptions,
} from '../event-store.ts';
import type { StreamFamilies } from '../stream-names.ts';
import { StreamMemory } from './stream-memory.ts';

type Log = Pick<EventStore, 'append' | 'readStream' | 'endOf' | 'subscribe'>;
type Stream = readonly StoredEvent[];

/** A read under way, and what the log has sent of its stream since. */
interface Reading {
  readonly sent: StoredEvent[];
  stream: Promise<Stream>;
}

interface Heard {
  readonly memory: StreamMemory;
  readonly readings: Map<string, Reading>;
  /** Every event up to here went through the memory, since it was empty. */
  upTo: Position;
}

/** Streams that are being worked on, or looked at. */
const REMEMBERED_EVENTS = 20_000;

/** Spares reads of what the log has sent or this process appended (ADR 0015). Remembers nothing while nobody follows the log. */
export class KnownStreams {
  readonly #log: Log;
  readonly #families: StreamFamilies;
  readonly #capacity: number;
  #heard: Heard | null = null;
  #followers = 0;

  constructor(log: Log, families: StreamFamilies, capacity = REMEMBERED_EVENTS) {
    this.#log = log;
    this.#families = families;
    this.#capacity = capacity;
  }

  /** What {@link known} answers, where that is in memory already; null where it has to be read. */
  heard(streamId: string): Stream | null {
    return this.#heard?.memory.recall(streamId)?.events ?? null;
  }

  /** May lack others' latest events: enough to append at the exact revision, or when woken by them. @throws StoreUnavailable, DamagedLog */
  async known(streamId: string): Promise<Stream> {
    const heard = this.#heard;
    if (heard === null) return this.#log.readStream(streamId);
    return this.heard(streamId) ?? heard.readings.get(streamId)?.stream ?? this.#readWhole(heard, streamId);
  }

  /** As the log has it after this call. @throws StoreUnavailable, DamagedLog */
  async latest(streamId: string): Promise<Stream> {
    const heard = this.#heard;
    if (heard === null) return this.#log.readStream(streamId);
    const remembered = heard.memory.recall(streamId);
    if (remembered === null) return this.#readWhole(heard, streamId);
    const { events, shown } = remembered;
    if (shown === events.length && this.#log.endOf(streamId) === lastRevision(events)) return events;
    try {
      const since = await this.#log.readStream(streamId, { from: shown });
      heard.memory.learn(streamId, shown, since);
      return [...events.slice(0, shown), ...since];
    } catch (error) {
      if (error instanceof DamagedLog) heard.memory.forget(streamId);
      throw error;
    }
  }

  /** What is known or being read of it is not to be relied on. */
  forget(streamId: string): void {
    this.#heard?.memory.forget(streamId);
    this.#heard?.readings.delete(streamId);
  }

  async append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    try {
      const result = await this.#log.append(streamId, expected, events);
      this.#remember(streamId, expected, events, result);
      return result;
    } catch (error) {
      if (error instanceof RevisionConflict) this.#heard?.memory.forget(streamId);
      throw error;
    }
  }

  /** Events are known before the subscriber sees them. */
  async *subscribe(options: SubscribeOptions): AsyncIterable<Batch> {
    if (options.categories !== undefined) return yield* this.#log.subscribe(options);
    this.#followers++;
    try {
      let after = options.after;
      for await (const batch of this.#log.subscribe(options)) {
        this.#takeIn(after, batch);
        after = batch.position;
        yield batch;
      }
    } finally {
      this.#followers--;
      if (this.#followers === 0) this.#heard = null;
    }
  }

  #readWhole(heard: Heard, streamId: string): Promise<Stream> {
    const sent: StoredEvent[] = [];
    const read = this.#log.readStream(streamId).then((stored) => {
      const stream = continued(stored, sent);
      // A later read has replaced this one, and hears what it does not.
      if (heard.readings.get(streamId) === reading) heard.memory.learn(streamId, 0, stream);
      return stream;
    });
    const stream = read.finally(() => {
      if (heard.readings.get(streamId) === reading) heard.readings.delete(streamId);
    });
    const reading: Reading = { sent, stream };
    heard.readings.set(streamId, reading);
    return stream;
  }

  /** What the store hands on itself counts as shown. Otherwise, of several events, only the last one's position is known. */
  #remember(
    streamId: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
    { revision, position, stored }: AppendResult,
  ): void {
    // What the log has sent already came into memory that way.
    if (this.#heard === null || position <= this.#heard.upTo) return;
    const { memory } = this.#heard;
    const [event] = events;
    if (stored !== undefined) for (const each of stored) memory.note(each);
    else if (event === undefined || events.length > 1) memory.forget(streamId);
    else memory.wrote(streamId, expected, { ...event, streamId, revision, position });
  }

  /** From the subscriber that is furthest; others bring nothing new. */
  #takeIn(after: Position, { events, position, live }: Batch): void {
    const heard = this.#heard;
    if (heard === null || after > heard.upTo) {
      // The gap went unheard; history would fill the memory with what nobody asks for.
      this.#heard = live
        ? { memory: new StreamMemory(this.#families, this.#capacity), readings: new Map(), upTo: position }
        : null;
    } else if (position > heard.upTo) {
      for (const event of events) {
        if (event.position <= heard.upTo) continue;
        heard.memory.note(event);
        heard.readings.get(event.streamId)?.sent.push(event);
      }
      heard.upTo = position;
    }
  }
}

function lastRevision(events: Stream): ExpectedRevision {
  return events.length === 0 ? 'no-stream' : events.length - 1;
}

function continued(stored: Stream, sent: Stream): Stream {
  const stream = [...stored];
  for (const event of sent) if (event.revision === stream.length) stream.push(event);
  return stream;
}
