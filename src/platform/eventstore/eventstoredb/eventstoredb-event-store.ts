import type { Clock } from '../../runtime/clock.ts';
import { toTimestamp } from '../../runtime/clock.ts';
import type { IdSource } from '../../runtime/ids.ts';
import { StartFault } from '../../runtime/start-fault.ts';
import { systemClock, systemIds, systemTimer } from '../../runtime/system.ts';
import type { Timer } from '../../runtime/timer.ts';
import {
  type AppendResult,
  type Batch,
  DamagedLog,
  type Distance,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  START,
  type StoredEvent,
  StoreRefused,
  StoreUnavailable,
  type SubscribeOptions,
} from '../event-store.ts';
import { follow, USUAL_BATCH } from '../follow.ts';
import { LiveTail } from '../live-tail.ts';
import { append } from './append.ts';
import { prefixesOf, streamsOf } from './categories.ts';
import { Connection, type Patience, USUAL_PATIENCE } from './connection.ts';
import { checkContinuity } from './continuity.ts';
import { CallFault, faultOf } from './faults.ts';
import { history as readHistory } from './history.ts';
import { LiveFeed } from './live-feed.ts';
import { LogEnd } from './log-end.ts';
import { nameOfLog } from './log-name.ts';
import { isPosition, shareOf } from './position.ts';
import { readBackwards, readFrom, readLast, readStream } from './reads.ts';

export interface EventStoreDbOptions {
  /** `esdb://…` */
  readonly connectionString: string;
  /** Of this program's streams; the server's own, links of its projections and other programs' are left out. */
  readonly categories: readonly string[];
  /** The stream in which the log is given its name; of none of the categories. */
  readonly nameStream: string;
  readonly clock?: Clock;
  readonly timer?: Timer;
  readonly ids?: IdSource;
  /** Default: {@link USUAL_PATIENCE}. */
  readonly patience?: Patience;
  /** Called before an unused log is taken for this program's; may throw to prevent it. */
  readonly beforeNaming?: () => void;
}

const PAGE = 1_000;
/** How long a server may look for one event, in milliseconds: through some hundred thousand records of others. */
const SEARCH_MS = 10_000;

/** @throws StoreUnavailable when unreachable, StartFault when refused, Error when the connection string can't be read. */
export async function openEventStoreDb(options: EventStoreDbOptions): Promise<EventStore> {
  const { connectionString, nameStream, clock = systemClock, timer = systemTimer, ids = systemIds } = options;
  const connection = new Connection(connectionString, timer, options.patience ?? USUAL_PATIENCE);
  const store = new EventStoreDbEventStore(connection, options.categories);
  try {
    store.logId = await nameOfLog(store, nameStream, ids, toTimestamp(clock.now()), options.beforeNaming);
    await store.head();
    return store;
  } catch (error) {
    await store.close();
    if (!(error instanceof StoreRefused || error instanceof DamagedLog)) throw error;
    throw new StartFault(
      `EventStoreDB can't be used with the user and the rights that it was given: ${error.message}`,
      {
        cause: error,
      },
    );
  }
}

class EventStoreDbEventStore implements EventStore {
  logId = '';
  readonly #connection: Connection;
  readonly #categories: readonly string[];
  readonly #end: LogEnd;
  readonly #tail = new LiveTail();
  readonly #feed: LiveFeed;
  readonly #open = new Set<Promise<unknown>>();
  #isClosing = false;

  constructor(connection: Connection, categories: readonly string[]) {
    this.#connection = connection;
    this.#categories = categories;
    this.#end = new LogEnd(categories, {
      before: (position, count) => this.#backwards(position, count),
      oursBefore: (position) => this.#oursBefore(position),
    });
    this.#feed = new LiveFeed(connection, categories, this.#end, this.#tail);
  }

  async append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    if (this.#isClosing) throw new StoreUnavailable('the event log is closed');
    const appending = append(this.#connection, streamId, expected, events);
    this.#open.add(appending);
    try {
      return await appending;
    } finally {
      this.#open.delete(appending);
    }
  }

  async readStream(streamId: string, options: ReadStreamOptions = {}): Promise<readonly StoredEvent[]> {
    try {
      const events = await this.#connection.call((link, listening) => readStream(link, streamId, options, listening));
      if (events === null) {
        await this.#checkNeverWas(streamId);
        return [];
      }
      const revisions = events.map(({ revision }) => revision);
      checkContinuity(streamId, revisions, options);
      return events;
    } catch (error) {
      // Said of this stream alone: others go on.
      if (error instanceof CallFault || error instanceof StoreRefused)
        throw new DamagedLog(`EventStoreDB does not give ${streamId} any more: ${error.message}`);
      throw error;
    }
  }

  endOf(): null {
    return null;
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
    const { timer, closed } = this.#connection;
    this.#feed.start();
    const history = (after: Position, size: number, signal: AbortSignal) =>
      readHistory(
        this.#connection,
        { after, until: this.#tail.start, prefixes: prefixesOf(this.#categories), size },
        signal,
      );
    const signal = AbortSignal.any([options.signal, closed]);
    return follow({ tail: this.#tail, timer, history }, { ...options, signal });
  }

  async head(): Promise<Position> {
    return (await this.#end.find()).ours;
  }

  async reaches(position: Position): Promise<boolean> {
    if (!isPosition(position)) return false;
    if (position === START) return true;
    return position <= (await this.#end.whole()) && this.#isPlace(position);
  }

  /** Positions are places in the server's files: they tell a share, not a number. */
  distance(position: Position, head: Position): Distance {
    if (position >= head) return { missing: 0, fraction: 1 };
    return { missing: null, fraction: shareOf(position, head) };
  }

  async close(): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    await Promise.allSettled(this.#open);
    this.#connection.close();
    await this.#feed.stop();
  }

  /** The last event is read whatever its category, so that the end is surely met. */
  async *#pagesForwards({ from = START, categories = this.#categories, pageSize = USUAL_BATCH }: ReadAllOptions) {
    if (categories?.length === 0) return;
    const { ours: until, stream } = await this.#end.find();
    const isWanted = streamsOf(categories);
    const prefixes = [...prefixesOf(categories), ...(stream === null ? [] : [stream])];
    const stretch = { after: from, until, prefixes, size: pageSize };
    for await (const { events } of readHistory(this.#connection, stretch, this.#connection.closed)) {
      const page = events.filter(({ streamId }) => isWanted(streamId));
      if (page.length > 0) yield page;
    }
    this.#connection.checkOpen();
  }

  /** From the end on: behind what others have written after this program's last event. */
  async *#pagesBackwards({
    from,
    categories = this.#categories,
    within = Number.POSITIVE_INFINITY,
    pageSize = PAGE,
  }: ReadAllOptions) {
    const isWanted = streamsOf(categories);
    let left = within;
    let before = from;
    if (before === undefined) {
      const { ours, stream } = await this.#end.find();
      if (stream === null) return;
      const newest = await this.#lastOf(stream, ours);
      yield newest.filter(({ streamId }) => isWanted(streamId));
      left -= newest.length;
      before = ours;
    }
    while (left > 0) {
      const size = Math.min(pageSize, left);
      const page = await this.#backwards(before, size);
      yield page.filter(({ streamId }) => isWanted(streamId));
      const last = page.at(-1);
      if (last === undefined || page.length < size) return;
      left -= page.length;
      before = last.position;
    }
  }

  /** Of a stream, the newest first, from a position on. */
  async #lastOf(streamId: string, from: Position): Promise<readonly StoredEvent[]> {
    const newest = { direction: 'backwards', limit: PAGE } as const;
    const events = await this.#connection.call((link, listening) => readStream(link, streamId, newest, listening));
    return (events ?? []).filter(({ position }) => position >= from);
  }

  /** A softly deleted stream reads as absent; its metadata tell, where they may be seen. */
  async #checkNeverWas(streamId: string): Promise<void> {
    const last = { direction: 'backwards', limit: 1 } as const;
    const metadata = await this.#connection
      .call((link, listening) => readStream(link, `$$${streamId}`, last, listening))
      .catch((error: unknown) => {
        if (error instanceof StoreRefused) return null;
        throw error;
      });
    if (Number(metadata?.[0]?.data.$tb ?? 0) > 0)
      throw new DamagedLog(`${streamId} was deleted on the server, and may have events that are not shown any more`);
  }

  #backwards(before: Position | 'end', count: number): Promise<readonly StoredEvent[]> {
    return this.#connection.call((link, listening) => readBackwards(link, before, count, listening));
  }

  /** See {@link AskedOfLog.oursBefore}. */
  #oursBefore(position: Position): Promise<StoredEvent | null | undefined> {
    const prefixes = prefixesOf(this.#categories);
    return this.#connection.callFor(SEARCH_MS, (link, listening) => readLast(link, position, prefixes, listening));
  }

  /** False for a place without a record, as after the log was restored and went on differently. */
  async #isPlace(position: Position): Promise<boolean> {
    let thrown = 0;
    try {
      await this.#connection.call(async (link, listening) => {
        try {
          await readFrom(link, position, listening);
        } catch (error) {
          const fault = faultOf(error);
          // Older servers know no better word; once may be an accident.
          if (fault.fault === 'thrown' && ++thrown > 1) throw new CallFault('no-place', fault.message);
          throw fault;
        }
      });
      return true;
    } catch (error) {
      if (error instanceof DamagedLog) return false;
      throw error;
    }
  }
}
