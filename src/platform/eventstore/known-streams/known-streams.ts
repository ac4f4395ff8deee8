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

type Log = Pick<EventStore, 'append' | 'readStream' | 'subscribe'>;
type Stream = readonly StoredEvent[];

/** A read of a whole stream that is under way, and what the log has sent of that stream since it began. */
interface Reading {
  readonly sent: StoredEvent[];
  stream: Promise<Stream>;
}

/** What is known from following the log without a gap. */
interface Heard {
  readonly memory: StreamMemory;
  readonly readings: Map<string, Reading>;
  /** Every event up to here went through the memory, from the moment on in which it was empty. */
  upTo: Position;
}

/** Those that are being worked on, and those that people look at. */
const REMEMBERED_EVENTS = 20_000;

/**
 * Reads streams without asking the log again for what this process knows: from what the log sends it anyway, and from what it
 * appends itself (ADR 0015). Nothing is remembered while nobody in this process follows the log to its end.
 */
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

  /**
   * A stream as far as this process knows it: what others have appended in the last moments may be missing. Enough for whoever appends
   * what follows from it at its exact revision, and for whoever is woken by what comes.
   * @throws StoreUnavailable, DamagedLog
   */
  async known(streamId: string): Promise<Stream> {
    const heard = this.#heard;
    if (heard === null) return this.#log.readStream(streamId);
    const remembered = heard.memory.recall(streamId);
    return remembered?.events ?? heard.readings.get(streamId)?.stream ?? this.#readWhole(heard, streamId);
  }

  /**
   * A stream as the log has it, as of a moment after this call.
   * @throws StoreUnavailable, DamagedLog
   */
  async latest(streamId: string): Promise<Stream> {
    const heard = this.#heard;
    if (heard === null) return this.#log.readStream(streamId);
    const remembered = heard.memory.recall(streamId);
    if (remembered === null) return this.#readWhole(heard, streamId);
    const { events, shown } = remembered;
    try {
      const since = await this.#log.readStream(streamId, { from: shown });
      heard.memory.learn(streamId, shown, since);
      return [...events.slice(0, shown), ...since];
    } catch (error) {
      if (error instanceof DamagedLog) heard.memory.forget(streamId);
      throw error;
    }
  }

  /** Has a stream read again: what is known of it, or being read, is not to be relied on. */
  forget(streamId: string): void {
    this.#heard?.memory.forget(streamId);
    this.#heard?.readings.delete(streamId);
  }

  /** See {@link EventStore.append}. */
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

  /** See {@link EventStore.subscribe}. What the log sends is known before the subscriber sees it. */
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
      // A read that began later has taken the place of this one, and hears what this one no longer does.
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

  /** Of an append of several events, only the last one's place in the log is known. */
  #remember(
    streamId: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
    { revision, position }: AppendResult,
  ): void {
    // What the log has sent already came into memory in that way, if it could.
    if (this.#heard === null || position <= this.#heard.upTo) return;
    const { memory } = this.#heard;
    const [event] = events;
    if (event === undefined || events.length > 1) memory.forget(streamId);
    else memory.wrote(streamId, expected, { ...event, streamId, revision, position });
  }

  /** The memory follows the subscriber that is furthest; from the others it hears nothing new. */
  #takeIn(after: Position, { events, position, live }: Batch): void {
    const heard = this.#heard;
    if (heard === null || after > heard.upTo) {
      // What lies between went unheard; and history would only fill the memory with what nobody asks for.
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

/** A stream as it was read, with what was sent of it since. */
function continued(stored: Stream, sent: Stream): Stream {
  const stream = [...stored];
  for (const event of sent) if (event.revision === stream.length) stream.push(event);
  return stream;
}
