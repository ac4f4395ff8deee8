import type { Clock } from '../../runtime/clock.ts';
import { toTimestamp } from '../../runtime/clock.ts';
import type { IdSource } from '../../runtime/ids.ts';
import { systemClock, systemIds, systemTimer } from '../../runtime/system.ts';
import type { Timer } from '../../runtime/timer.ts';
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
  START,
  type StoredEvent,
  StoreUnavailable,
  type SubscribeOptions,
} from '../event-store.ts';
import { append, type CallCredentials } from './append.ts';
import { streamsOf } from './categories.ts';
import { Connection, type Patience, USUAL_PATIENCE } from './connection.ts';
import { credentialsOf } from './credentials.ts';
import { faultOf } from './faults.ts';
import { follow } from './follow.ts';
import { LogEnd } from './log-end.ts';
import { nameOfLog } from './log-name.ts';
import { isPosition, shareOf } from './position.ts';
import { readBackwards, readStream } from './reads.ts';

export interface EventStoreDbOptions {
  /** As of the server's documentation: `esdb://…`. */
  readonly connectionString: string;
  readonly clock?: Clock;
  readonly timer?: Timer;
  readonly ids?: IdSource;
  /** How long a call may take. Default: {@link USUAL_PATIENCE}. */
  readonly patience?: Patience;
}

const PAGE = 1_000;

/**
 * Opens the event log that an EventStoreDB server keeps.
 * @throws StoreUnavailable when the server can't be reached now.
 * @throws Error when the connection string can't be read.
 */
export async function openEventStoreDb(options: EventStoreDbOptions): Promise<EventStore> {
  const {
    connectionString,
    clock = systemClock,
    timer = systemTimer,
    ids = systemIds,
    patience = USUAL_PATIENCE,
  } = options;
  const connection = new Connection(connectionString, timer, patience);
  const store = new EventStoreDbEventStore(connection, credentialsOf(connectionString), timer);
  try {
    store.logId = await nameOfLog(store, ids, toTimestamp(clock.now()));
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

class EventStoreDbEventStore implements EventStore {
  logId = '';
  readonly #connection: Connection;
  readonly #credentials: CallCredentials;
  readonly #timer: Timer;
  readonly #end: LogEnd;
  readonly #open = new Set<Promise<unknown>>();
  readonly #closed = new AbortController();

  constructor(connection: Connection, credentials: CallCredentials, timer: Timer) {
    this.#connection = connection;
    this.#credentials = credentials;
    this.#timer = timer;
    this.#end = new LogEnd((before, count) => this.#backwards(before, count));
  }

  async append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    if (this.#closed.signal.aborted) throw new StoreUnavailable('the event log is closed');
    const appending = append(this.#connection, this.#credentials, streamId, expected, events);
    this.#open.add(appending);
    try {
      return await appending;
    } finally {
      this.#open.delete(appending);
    }
  }

  async readStream(streamId: string, options: ReadStreamOptions = {}): Promise<readonly StoredEvent[]> {
    try {
      return await this.#connection.call((client, signal) => readStream(client, streamId, options, signal));
    } catch (error) {
      const fault = faultOf(error);
      if (fault === 'no-stream') return [];
      if (fault === 'refused')
        throw new StoreUnavailable(`EventStoreDB refuses ${streamId}: ${(error as Error).message}`);
      throw error;
    }
  }

  async *readAll(options: ReadAllOptions = {}): AsyncIterable<readonly StoredEvent[]> {
    let left = options.limit ?? Number.POSITIVE_INFINITY;
    const pages = options.direction === 'backwards' ? this.#pagesBackwards(options) : this.#pagesForwards(options);
    for await (const page of pages) {
      const wanted = page.slice(0, left);
      if (wanted.length > 0) yield wanted;
      left -= wanted.length;
      if (left <= 0) return;
    }
  }

  subscribe(options: SubscribeOptions): AsyncIterable<Batch> {
    const signal = AbortSignal.any([options.signal, this.#closed.signal]);
    const server = { connection: this.#connection, timer: this.#timer, head: () => this.head() };
    return follow(server, { ...options, signal });
  }

  head(): Promise<Position> {
    return this.#end.find();
  }

  async reaches(position: Position): Promise<boolean> {
    if (!isPosition(position)) return false;
    if (position === START) return true;
    const [last] = await this.#backwards('end', 1);
    return last !== undefined && position <= last.position;
  }

  /** Positions are places in the server's files: they tell a share, not a number of events. */
  distance(position: Position, head: Position): Distance {
    if (position >= head) return { missing: 0, fraction: 1 };
    return { missing: null, fraction: shareOf(position, head) };
  }

  async close(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    await Promise.allSettled(this.#open);
    await this.#connection.close();
  }

  /** By a subscription, since only those are filtered by the server. */
  async *#pagesForwards({ from = START, categories, pageSize = PAGE }: ReadAllOptions) {
    if (categories?.length === 0) return;
    const end = await this.head();
    if (from >= end) return;
    const over = new AbortController();
    const filter = categories === undefined ? {} : { categories };
    for await (const batch of this.subscribe({ after: from, ...filter, batchSize: pageSize, signal: over.signal })) {
      const page = batch.events.filter(({ position }) => position <= end);
      if (page.length > 0) yield page;
      if (batch.position >= end) over.abort();
    }
  }

  async *#pagesBackwards({ from, categories, pageSize = PAGE }: ReadAllOptions) {
    const isWanted = streamsOf(categories);
    let before: Position | 'end' = from ?? 'end';
    for (;;) {
      const page = await this.#backwards(before, pageSize);
      yield page.filter(({ streamId }) => isWanted(streamId));
      const last = page.at(-1);
      if (last === undefined || page.length < pageSize) return;
      before = last.position;
    }
  }

  #backwards(before: Position | 'end', count: number): Promise<readonly StoredEvent[]> {
    return this.#connection.call((client, signal) => readBackwards(client, before, count, signal));
  }
}
