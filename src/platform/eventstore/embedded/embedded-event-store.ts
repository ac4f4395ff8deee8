import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../runtime/clock.ts';
import { systemClock, systemTimer } from '../../runtime/system.ts';
import type { Timer } from '../../runtime/timer.ts';
import { WalFlush } from '../../runtime/wal-flush.ts';
import { type AppendRequest, toRequest } from '../append-request.ts';
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
  type StoredEvent,
  StoreUnavailable,
  type SubscribeOptions,
} from '../event-store.ts';
import { follow, MAX_BATCH, type Page, USUAL_BATCH } from '../follow.ts';
import { LiveTail, type TailBounds, type Weighed } from '../live-tail.ts';
import type { LogWalk } from '../log-check/damage.ts';
import { lockFolder } from './folder-lock.ts';
import { GroupCommit } from './group-commit.ts';
import { type HeadFile, keepHead } from './keep-head.ts';
import { logPath, openLogFile, openLogFileReadOnly, readLogId } from './log-file.ts';
import { LogReader, type StreamTail } from './log-reader.ts';
import { type AppendOutcome, LogWriter } from './log-writer.ts';
import { isPosition, toPosition, toSequence } from './position.ts';
import { SharedPages } from './shared-pages.ts';
import { type StorageGuard, unguarded } from './storage-guard.ts';
import { checkEnd } from './verify-chain.ts';
import { type WalkedLog, walkLog } from './walk-log.ts';

/** Readers further behind use the file, which costs little here. */
const TAIL: TailBounds = { events: 5_000, bytes: 4 * 2 ** 20 };
/** Events that are read, checked and decoded without yielding. */
const HISTORY_PAGE = 200;
/** How much later than its events the end of a stream is noted, in milliseconds: most of them move several times by then. */
const NOTE_EVERY_MS = 1_000;

export interface EmbeddedLogOptions {
  readonly dataDir: string;
  readonly clock?: Clock;
  readonly timer?: Timer;
  /** Makes this process the only one on the folder. Default: {@link lockFolder}. */
  readonly lock?: (dataDir: string) => () => void;
  readonly guard?: StorageGuard;
  /** Where the head of the log is kept, and checked at the start. Default: nowhere. */
  readonly head?: HeadFile;
}

/** Opens or creates the log. @throws StartFault when the folder is in use, or the log is damaged or not the one of its head file. */
export function openEmbeddedEventStore(options: EmbeddedLogOptions): EmbeddedLog {
  const { dataDir, clock = systemClock, timer = systemTimer, lock = lockFolder, guard = unguarded, head } = options;
  const opened: (() => void)[] = [lock(dataDir)];
  const close = () => {
    for (const end of opened.toReversed()) end();
  };
  try {
    const db = openLogFile(dataDir);
    opened.push(() => db.close());
    const wal = new WalFlush(db, logPath(dataDir));
    opened.push(() => wal.close());
    const reader = new LogReader(openLogFileReadOnly(dataDir));
    opened.push(() => reader.close());
    checkEnd(reader, dataDir);
    if (head !== undefined)
      opened.push(keepHead({ ...head, reader, wal, logId: readLogId(db), dataDir, clock, timer }));
    return new EmbeddedEventStore(db, wal, reader, timer, guard, close);
  } catch (error) {
    close();
    throw error;
  }
}

export interface EmbeddedLog extends EventStore {
  /** Checks the whole log; `look` tells what else is wrong with sound rows. */
  walk(look: WalkedLog['look']): LogWalk;
}

interface Pending {
  readonly events: readonly NewEvent[];
  /** Once they are on the disk. */
  stored?: readonly StoredEvent[];
}

class EmbeddedEventStore implements EmbeddedLog {
  readonly logId: string;
  readonly #wal: WalFlush;
  readonly #reader: LogReader;
  readonly #timer: Timer;
  readonly #release: () => void;
  readonly #tail = new LiveTail(TAIL);
  readonly #pages: SharedPages;
  readonly #writer: LogWriter;
  readonly #guard: StorageGuard;
  readonly #commits: GroupCommit;
  readonly #closed = new AbortController();
  /** Calls that have not gone on yet: what is to be written, and what was. */
  readonly #pending = new Map<AppendRequest, Pending>();
  /** What is written and not on the disk yet lies beyond. */
  #head: number;
  readonly #noting: Promise<void>;
  #closing: Promise<void> | null = null;

  /** @param release closes the files and unlocks the folder. */
  constructor(
    db: DatabaseSync,
    wal: WalFlush,
    reader: LogReader,
    timer: Timer,
    guard: StorageGuard,
    release: () => void,
  ) {
    this.#wal = wal;
    this.#guard = guard;
    this.#pages = new SharedPages((after, size) => this.#page(after, size), HISTORY_PAGE, timer);
    this.#reader = reader;
    this.#timer = timer;
    this.#release = release;
    this.logId = readLogId(db);
    const writer = new LogWriter(db);
    this.#writer = writer;
    this.#head = writer.position;
    this.#tail.begin(toPosition(this.#head));
    this.#tail.setLevel(true);
    const commit = async (group: readonly AppendRequest[]) => {
      const outcomes = await wal.written(() => writer.commit(group));
      // A deleted file still takes writes as if nothing had happened.
      const lost = guard.lookForLoss();
      if (lost !== null) throw new StoreUnavailable(lost);
      return outcomes;
    };
    this.#commits = new GroupCommit({ commit }, (group, outcomes) => {
      const written = group.flatMap((request, index) => {
        const outcome = outcomes[index];
        const pending = this.#pending.get(request);
        if (outcome?.kind !== 'written' || pending === undefined) return [];
        const all = weighed(request, pending.events, outcome);
        pending.stored = all.map(({ event }) => event);
        return all;
      });
      // A gap follows a group that was written but not acknowledged; readers then find the rest in the file.
      if (toPosition(writer.position - written.length) !== this.#tail.end)
        this.#tail.begin(toPosition(writer.position));
      else if (written.length > 0) this.#tail.add(written);
      this.#head = writer.position;
    });
    this.#noting = this.#noteAgainAndAgain();
  }

  async append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    this.#checkOpen();
    const { lost } = this.#guard;
    if (lost !== null) throw new StoreUnavailable(`the event log can't be relied on: ${lost}`);
    const request = toRequest(streamId, expected, events);
    const pending: Pending = { events };
    this.#pending.set(request, pending);
    const outcome = await this.#committed(request);
    if (outcome.kind === 'conflict') throw new RevisionConflict(streamId, expected, outcome.actual);
    const { stored } = pending;
    return { revision: outcome.revision, position: toPosition(outcome.position), ...(stored && { stored }) };
  }

  async #committed(request: AppendRequest): Promise<AppendOutcome> {
    try {
      return await this.#commits.append(request);
    } catch (error) {
      this.#guard.failed((error as Error).message);
      throw error;
    } finally {
      this.#pending.delete(request);
    }
  }

  async readStream(streamId: string, options: ReadStreamOptions = {}): Promise<readonly StoredEvent[]> {
    this.#checkOpen();
    try {
      await this.#wal.settled();
    } catch (error) {
      throw new StoreUnavailable(`the event log can't be relied on: ${(error as Error).message}`);
    }
    return this.#openReader().stream(streamId, options);
  }

  endOf(streamId: string): ExpectedRevision {
    this.#checkOpen();
    try {
      return this.#writer.endOf(streamId);
    } catch (error) {
      throw new StoreUnavailable(`the event log can't be read: ${(error as Error).message}`);
    }
  }

  async *readAll(options: ReadAllOptions = {}): AsyncIterable<readonly StoredEvent[]> {
    const { direction = 'forwards', categories, limit = Number.POSITIVE_INFINITY, pageSize = USUAL_BATCH } = options;
    const last = this.#head;
    let after = options.from === undefined ? (direction === 'forwards' ? 0 : last + 1) : toSequence(options.from);
    for (let left = limit; left > 0; ) {
      const size = Math.min(pageSize, MAX_BATCH, left);
      const page = this.#openReader().page(after, size, { direction, last, categories });
      if (page.length > 0) yield page;
      if (page.length < size) return;
      after = toSequence((page.at(-1) as StoredEvent).position);
      left -= page.length;
    }
  }

  async *subscribe(options: SubscribeOptions): AsyncIterable<Batch> {
    const signal = AbortSignal.any([options.signal, this.#closed.signal]);
    const reader = {};
    const next = (number: number, size: number) =>
      options.together === true && size >= HISTORY_PAGE
        ? this.#pages.after(number, reader, signal)
        : this.#page(number, Math.min(size, HISTORY_PAGE));
    const history = (after: Position, size: number) => this.#history(reader, () => next(toSequence(after), size));
    try {
      yield* follow({ tail: this.#tail, timer: this.#timer, history }, { ...options, signal });
    } finally {
      this.#pages.leave(reader);
    }
  }

  async head(): Promise<Position> {
    return toPosition(this.#head);
  }

  async reaches(position: Position): Promise<boolean> {
    return isPosition(position) && toSequence(position) <= this.#head;
  }

  distance(position: Position, head: Position): Distance {
    const [at, end] = [toSequence(position), toSequence(head)];
    return { missing: Math.max(0, end - at), fraction: end === 0 ? 1 : Math.min(1, at / end) };
  }

  walk(look: WalkedLog['look']): LogWalk {
    const noteTails = (tails: Iterable<StreamTail>) => this.#writer.noteTails(tails);
    return walkLog({ reader: this.#reader, noteTails, look });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#commits.settled();
    this.#closed.abort();
    await this.#noting;
    this.#release();
  }

  async #noteAgainAndAgain(): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      await this.#timer.sleep(NOTE_EVERY_MS, signal);
      this.#noteTails();
    }
  }

  /** Notes tell of a missing end; until they are written it can't be told from a stream that is shorter. */
  #noteTails(): void {
    if (!this.#writer.hasUnnotedTails) return;
    try {
      this.#wal.unflushed(() => this.#writer.noteNewTails());
    } catch (error) {
      // A full disk, say: the next second tries again.
      this.#guard.failed((error as Error).message);
    }
  }

  #openReader(): LogReader {
    this.#checkOpen();
    return this.#reader;
  }

  #checkOpen(): void {
    if (this.#closing !== null) throw new StoreUnavailable('the event log is closed');
  }

  async *#history(
    reader: object,
    next: () => readonly StoredEvent[] | Promise<readonly StoredEvent[]>,
  ): AsyncIterable<Page> {
    const events = await next();
    const last = events.at(-1)?.position;
    if (last === undefined || this.#tail.covers(last)) this.#pages.leave(reader);
    if (last !== undefined) yield { events, position: last };
  }

  #page(after: number, size: number): readonly StoredEvent[] {
    return this.#openReader().page(after, size, { last: this.#head });
  }
}

function weighed(
  { streamId, events: serial }: AppendRequest,
  events: readonly NewEvent[],
  last: { readonly revision: number; readonly position: number },
): Weighed[] {
  return events.map((event, index) => {
    const back = events.length - 1 - index;
    const bytes = (serial[index]?.data.length ?? 0) + (serial[index]?.metadata.length ?? 0);
    const stored = { ...event, streamId, revision: last.revision - back, position: toPosition(last.position - back) };
    return { event: stored, bytes };
  });
}
