import {
  type AppendResult,
  type Batch,
  type Distance,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  RevisionConflict,
  START,
  type StoredEvent,
  type SubscribeOptions,
} from '../../../../../src/platform/eventstore/event-store.ts';

/**
 * A server that can't be emptied, as if it were empty: streams get a name of their own, and the log begins where it ended when the
 * test began. Nobody else may write to it meanwhile.
 */
export class ScopedStore implements EventStore {
  readonly #inner: EventStore;
  readonly #scope: string;
  readonly #origin: Position;

  private constructor(inner: EventStore, scope: string, origin: Position) {
    this.#inner = inner;
    this.#scope = scope;
    this.#origin = origin;
  }

  static async begin(inner: EventStore, scope: string): Promise<ScopedStore> {
    return new ScopedStore(inner, scope, await inner.head());
  }

  /** The same log through another connection. */
  over(inner: EventStore): ScopedStore {
    return new ScopedStore(inner, this.#scope, this.#origin);
  }

  get logId(): string {
    return this.#inner.logId;
  }

  async append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    try {
      return await this.#inner.append(this.#named(streamId), expected, events);
    } catch (error) {
      throw error instanceof RevisionConflict ? new RevisionConflict(streamId, expected, error.actual) : error;
    }
  }

  async readStream(streamId: string, options?: ReadStreamOptions): Promise<readonly StoredEvent[]> {
    return (await this.#inner.readStream(this.#named(streamId), options)).map((event) => this.#shown(event));
  }

  endOf(): null {
    return null;
  }

  async *readAll(options: ReadAllOptions = {}): AsyncIterable<readonly StoredEvent[]> {
    const { from, direction } = options;
    const begin = from === undefined && direction === 'backwards' ? {} : { from: this.#within(from ?? START) };
    for await (const page of this.#inner.readAll({ ...options, ...begin })) {
      const ours = page.filter(({ position }) => position > this.#origin);
      if (ours.length > 0) yield ours.map((event) => this.#shown(event));
      if (ours.length < page.length) return;
    }
  }

  async *subscribe(options: SubscribeOptions): AsyncIterable<Batch> {
    for await (const batch of this.#inner.subscribe({ ...options, after: this.#within(options.after) })) {
      const events = batch.events.map((event) => this.#shown(event));
      yield { ...batch, events, position: this.#outside(batch.position) };
    }
  }

  async head(): Promise<Position> {
    return this.#outside(await this.#inner.head());
  }

  reaches(position: Position): Promise<boolean> {
    return this.#inner.reaches(this.#within(position));
  }

  distance(position: Position, head: Position): Distance {
    return this.#inner.distance(this.#within(position), this.#within(head));
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #named(streamId: string): string {
    return streamId.replace('-', `-${this.#scope}-`);
  }

  #shown(event: StoredEvent): StoredEvent {
    return { ...event, streamId: event.streamId.replace(`-${this.#scope}-`, '-') };
  }

  #within(position: Position): Position {
    return position === START ? this.#origin : position;
  }

  #outside(position: Position): Position {
    return position <= this.#origin ? START : position;
  }
}
