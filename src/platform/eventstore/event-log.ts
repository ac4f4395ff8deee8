import type { AppendContext, EventCodec } from './codec.ts';
import {
  type AppendResult,
  type Batch,
  DamagedLog,
  type Distance,
  type EventStore,
  type ExpectedRevision,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  type StoredEvent,
  type SubscribeOptions,
} from './event-store.ts';
import { KnownStreams } from './known-streams/known-streams.ts';
import { type AnyEvent, isUnreadable, type Recorded, type Subjects, type UnreadableEvent } from './recorded-event.ts';
import type { StreamFamilies } from './stream-names.ts';

/** What can be told of an event without decoding it. */
export type EventHeader = Pick<StoredEvent, 'type' | 'streamId' | 'metadata'>;

/** The event store as the rest of the program sees it: events of the program go in, and come out decoded. */
export class EventLog<Event extends AnyEvent = AnyEvent> {
  readonly #store: EventStore;
  readonly #codec: EventCodec<Event>;
  readonly #families: StreamFamilies;
  readonly #streams: KnownStreams;
  readonly #permit: () => void;

  /** @param permit is asked just before each append, and may throw. */
  constructor(
    store: EventStore,
    codec: EventCodec<Event>,
    families: StreamFamilies,
    permit: () => void = () => undefined,
    streams = new KnownStreams(store, families),
  ) {
    this.#store = store;
    this.#codec = codec;
    this.#families = families;
    this.#streams = streams;
    this.#permit = permit;
  }

  /** The same log, for somebody who may write only as long as `permit` does not throw. */
  withPermit(permit: () => void): EventLog<Event> {
    return new EventLog(this.#store, this.#codec, this.#families, permit, this.#streams);
  }

  /** See {@link EventStore.logId}. */
  get logId(): string {
    return this.#store.logId;
  }

  /** What a stream tells of together with others; null for one that stands alone. */
  familyOf(streamId: string): string | null {
    return this.#families.familyOf(streamId);
  }

  /**
   * Whose keys seal personal fields in a stream: said by the first event of all that belongs together.
   * @throws DamagedLog, StoreUnavailable
   */
  async subjectsOf(streamId: string): Promise<Subjects> {
    const first = this.#families.firstOf(streamId);
    return first === null ? {} : ((await this.knownStream(first))[0]?.subjects ?? {});
  }

  /** See {@link EventStore.append}. */
  async append(
    streamId: string,
    expected: ExpectedRevision,
    events: readonly Event[],
    context: AppendContext,
  ): Promise<AppendResult> {
    const encoded = await this.#codec.encode(events, context);
    this.#permit();
    return this.#streams.append(streamId, expected, encoded);
  }

  /**
   * The events of one stream as far as this process knows them: see {@link KnownStreams.known}.
   * @throws DamagedLog when one of them can't be read: nothing may be decided on such a stream.
   */
  async knownStream(streamId: string): Promise<readonly Recorded<Event>[]> {
    return this.#readable(await this.#streams.known(streamId));
  }

  /**
   * The events of one stream as of a moment after this call; read are only those that this process doesn't know yet.
   * @throws DamagedLog
   */
  async latestStream(streamId: string): Promise<readonly Recorded<Event>[]> {
    return this.#readable(await this.#streams.latest(streamId));
  }

  /** Reads the stream from the log the next time: it was found to be damaged. */
  forgetStream(streamId: string): void {
    this.#streams.forget(streamId);
  }

  /**
   * The events of one stream, all of them read from the log; empty when there is none.
   * @throws DamagedLog
   */
  async readStream(streamId: string, options?: ReadStreamOptions): Promise<readonly Recorded<Event>[]> {
    return this.#readable(await this.#store.readStream(streamId, options));
  }

  /** The events of one stream, for those who look and decide nothing: an event that can't be read comes as such. */
  async inspectStream(
    streamId: string,
    options?: ReadStreamOptions,
  ): Promise<readonly (Recorded<Event> | UnreadableEvent)[]> {
    return this.#codec.decode(await this.#store.readStream(streamId, options));
  }

  /** See {@link EventStore.readAll}; an event that can't be read comes as such. */
  async *readAll(options?: ReadAllOptions): AsyncIterable<readonly (Recorded<Event> | UnreadableEvent)[]> {
    for await (const page of this.#store.readAll(options)) yield await this.#codec.decode(page);
  }

  /** See {@link EventStore.readAll}; undecoded, for whoever has to know that something happened and not what. */
  readHeaders(options?: ReadAllOptions): AsyncIterable<readonly (EventHeader & Pick<StoredEvent, 'position'>)[]> {
    return this.#store.readAll(options);
  }

  /** See {@link EventStore.subscribe}; an event that can't be read comes as such. */
  async *subscribe(options: SubscribeOptions): AsyncIterable<Batch<Recorded<Event> | UnreadableEvent>> {
    for await (const batch of this.#streams.subscribe(options)) {
      yield { ...batch, events: await this.#codec.decode(batch.events) };
    }
  }

  /** See {@link EventStore.subscribe}; undecoded, for whoever has to know that something happened and not what. */
  watch(options: SubscribeOptions): AsyncIterable<Batch<EventHeader>> {
    return this.#streams.subscribe(options);
  }

  /** See {@link EventStore.head}. */
  head(): Promise<Position> {
    return this.#store.head();
  }

  /** See {@link EventStore.reaches}. */
  reaches(position: Position): Promise<boolean> {
    return this.#store.reaches(position);
  }

  /** See {@link EventStore.distance}. */
  distance(position: Position, head: Position): Distance {
    return this.#store.distance(position, head);
  }

  async #readable(stored: readonly StoredEvent[]): Promise<readonly Recorded<Event>[]> {
    if (stored.length === 0) return [];
    const events = await this.#codec.decodeStream(stored);
    for (const event of events) if (isUnreadable(event)) throw cannotBeRead(event);
    return events as readonly Recorded<Event>[];
  }
}

function cannotBeRead({ revision, streamId, error }: UnreadableEvent): DamagedLog {
  return new DamagedLog(`event ${revision} of ${streamId} can't be read: ${error.message}`);
}
