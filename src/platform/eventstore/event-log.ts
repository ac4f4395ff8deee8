import type { Awaitable } from '../runtime/awaitable.ts';
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
import { RetoldStreams, type Streams } from './known-streams/retold-streams.ts';
import { type AnyEvent, isUnreadable, type Recorded, type Subjects, type UnreadableEvent } from './recorded-event.ts';
import type { StreamFamilies } from './stream-names.ts';

/** What is known of an event without decoding it. */
export type EventHeader = Pick<StoredEvent, 'type' | 'streamId' | 'metadata'>;

/** The event store as the program sees it: encodes and decodes. */
export class EventLog<Event extends AnyEvent = AnyEvent> {
  readonly #store: EventStore;
  readonly #codec: EventCodec<Event>;
  readonly #families: StreamFamilies;
  readonly #streams: Streams;
  readonly #permit: () => void;

  /** @param permit is called before each append, and may throw. */
  constructor(
    store: EventStore,
    codec: EventCodec<Event>,
    families: StreamFamilies,
    permit: () => void = () => undefined,
    streams: Streams = new KnownStreams(store, families),
  ) {
    this.#store = store;
    this.#codec = codec;
    this.#families = families;
    this.#streams = streams;
    this.#permit = permit;
  }

  withPermit(permit: () => void): EventLog<Event> {
    return new EventLog(this.#store, this.#codec, this.#families, permit, this.#streams);
  }

  /** For one reader of history: of streams this log knows what {@link watch} has handed on, and nothing else. See {@link RetoldStreams}. */
  retold(): EventLog<Event> {
    const streams = new RetoldStreams(this.#streams, this.#families);
    return new EventLog(this.#store, this.#codec, this.#families, this.#permit, streams);
  }

  get logId(): string {
    return this.#store.logId;
  }

  familyOf(streamId: string): string | null {
    return this.#families.familyOf(streamId);
  }

  /** Whether the story of a family begins with this event: nothing that belongs to it can have happened before. */
  isFirst({ streamId, revision }: Pick<StoredEvent, 'streamId' | 'revision'>): boolean {
    return revision === 0 && this.#families.firstOf(streamId) === streamId;
  }

  /** As said by the first event of the family. @throws DamagedLog, StoreUnavailable */
  async subjectsOf(streamId: string): Promise<Subjects> {
    const first = this.#families.firstOf(streamId);
    return first === null ? {} : ((await this.knownStream(first))[0]?.subjects ?? {});
  }

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

  /** See {@link KnownStreams.known}. @throws DamagedLog when an event can't be read: nothing may be decided on such a stream. */
  knownStream(streamId: string): Awaitable<readonly Recorded<Event>[]> {
    const heard = this.#streams.heard(streamId);
    return heard === null ? this.#known(streamId) : this.#readable(heard);
  }

  /** See {@link KnownStreams.latest}. @throws DamagedLog */
  async latestStream(streamId: string): Promise<readonly Recorded<Event>[]> {
    return this.#readable(await this.#streams.latest(streamId));
  }

  /** True when a stream is certain to have no event from a revision on; false where only a read can tell. @throws StoreUnavailable */
  isEnd(streamId: string, revision: number): boolean {
    return this.#store.endOf(streamId) === (revision === 0 ? 'no-stream' : revision - 1);
  }

  /** For a stream that was found to be damaged. */
  forgetStream(streamId: string): void {
    this.#streams.forget(streamId);
  }

  /** Read from the log, never from memory. @throws DamagedLog */
  async readStream(streamId: string, options?: ReadStreamOptions): Promise<readonly Recorded<Event>[]> {
    return this.#readable(await this.#store.readStream(streamId, options));
  }

  /** For readers that decide nothing: an unreadable event comes as such. */
  async inspectStream(
    streamId: string,
    options?: ReadStreamOptions,
  ): Promise<readonly (Recorded<Event> | UnreadableEvent)[]> {
    return this.#codec.decode(await this.#store.readStream(streamId, options));
  }

  /** An unreadable event comes as such. */
  async *readAll(options?: ReadAllOptions): AsyncIterable<readonly (Recorded<Event> | UnreadableEvent)[]> {
    for await (const page of this.#store.readAll(options)) yield await this.#codec.decode(page);
  }

  /** Undecoded, for those who need not know what happened. */
  readHeaders(options?: ReadAllOptions): AsyncIterable<readonly (EventHeader & Pick<StoredEvent, 'position'>)[]> {
    return this.#store.readAll(options);
  }

  /** An unreadable event comes as such. */
  async *subscribe(options: SubscribeOptions): AsyncIterable<Batch<Recorded<Event> | UnreadableEvent>> {
    for await (const batch of this.#streams.subscribe(options)) {
      yield { ...batch, events: await this.#codec.decode(batch.events) };
    }
  }

  /** Undecoded, for those who need not know what happened. */
  watch(options: SubscribeOptions): AsyncIterable<Batch<EventHeader>> {
    return this.#streams.subscribe(options);
  }

  head(): Promise<Position> {
    return this.#store.head();
  }

  reaches(position: Position): Promise<boolean> {
    return this.#store.reaches(position);
  }

  distance(position: Position, head: Position): Distance {
    return this.#store.distance(position, head);
  }

  async #known(streamId: string): Promise<readonly Recorded<Event>[]> {
    return this.#readable(await this.#streams.known(streamId));
  }

  /** Most are open already, and looked at again and again. */
  #readable(stored: readonly StoredEvent[]): Awaitable<readonly Recorded<Event>[]> {
    return this.#codec.decodedStream(stored) ?? this.#decoded(stored);
  }

  async #decoded(stored: readonly StoredEvent[]): Promise<readonly Recorded<Event>[]> {
    if (stored.length === 0) return [];
    const events = await this.#codec.decodeStream(stored);
    for (const event of events) if (isUnreadable(event)) throw cannotBeRead(event);
    return events as readonly Recorded<Event>[];
  }
}

function cannotBeRead({ revision, streamId, error }: UnreadableEvent): DamagedLog {
  return new DamagedLog(`event ${revision} of ${streamId} can't be read: ${error.message}`);
}
