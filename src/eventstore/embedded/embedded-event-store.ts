import type { DatabaseSync } from 'node:sqlite';
import {
  type AppendResult,
  AppendTooLarge,
  type Batch,
  type EventStore,
  type ExpectedRevision,
  MAX_APPEND_BYTES,
  type NewEvent,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  RevisionConflict,
  type StoredEvent,
  StoreUnavailable,
  type SubscribeOptions,
} from '../event-store.ts';
import { lockFolder } from './folder-lock.ts';
import { GroupCommit } from './group-commit.ts';
import { LiveTail } from './live-tail.ts';
import { openLogFile, openLogFileReadOnly, readLogId } from './log-file.ts';
import { LogReader } from './log-reader.ts';
import { type AppendRequest, LogWriter } from './log-writer.ts';
import { toPosition, toSequence } from './position.ts';
import { checkTail } from './verify-chain.ts';

/** Events that subscribers find in memory: more than any of them falls behind while it keeps up. */
const TAIL = 20_000;
const MAX_PAGE = 1_000;

/**
 * Opens the embedded event log of a data folder, and makes it when there is none.
 * @throws StartFault when another app uses the folder, or when the log is damaged.
 */
export function openEmbeddedEventStore({ dataDir }: { readonly dataDir: string }): EventStore {
  const unlock = lockFolder(dataDir);
  try {
    const db = openLogFile(dataDir);
    const reader = new LogReader(openLogFileReadOnly(dataDir));
    checkTail(reader, dataDir);
    return new EmbeddedEventStore(db, reader, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

class EmbeddedEventStore implements EventStore {
  readonly logId: string;
  readonly #db: DatabaseSync;
  readonly #reader: LogReader;
  readonly #unlock: () => void;
  readonly #tail = new LiveTail(TAIL);
  readonly #commits: GroupCommit;
  readonly #closed = new AbortController();
  /** Events of calls that are not committed yet, by call: what the tail is given then. */
  readonly #pending = new Map<AppendRequest, readonly NewEvent[]>();
  #head: number;

  constructor(db: DatabaseSync, reader: LogReader, unlock: () => void) {
    this.#db = db;
    this.#reader = reader;
    this.#unlock = unlock;
    this.logId = readLogId(db);
    const writer = new LogWriter(db);
    this.#head = writer.position;
    this.#commits = new GroupCommit(writer, (group, outcomes) => {
      const written = group.flatMap((request, index) => {
        const outcome = outcomes[index];
        if (outcome?.kind !== 'written') return [];
        return this.#stored(request, this.#pending.get(request) ?? [], outcome);
      });
      this.#head = writer.position;
      if (written.length > 0) this.#tail.add(written);
    });
  }

  async append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    this.#checkOpen();
    const request = toRequest(streamId, expected, events);
    this.#pending.set(request, events);
    const outcome = await this.#commits.append(request).finally(() => this.#pending.delete(request));
    if (outcome.kind === 'conflict') throw new RevisionConflict(streamId, expected, outcome.actual);
    return { revision: outcome.revision, position: toPosition(outcome.position) };
  }

  async readStream(streamId: string, options: ReadStreamOptions = {}): Promise<readonly StoredEvent[]> {
    return this.#read(() => this.#reader.stream(streamId, options));
  }

  async *readAll(options: ReadAllOptions = {}): AsyncIterable<readonly StoredEvent[]> {
    const { direction = 'forwards', categories, limit = Number.POSITIVE_INFINITY, pageSize = MAX_PAGE } = options;
    const last = this.#head;
    let after = options.from === undefined ? (direction === 'forwards' ? 0 : last + 1) : toSequence(options.from);
    for (let left = limit; left > 0; ) {
      const size = Math.min(pageSize, MAX_PAGE, left);
      const page = this.#read(() => this.#reader.page(after, size, { direction, last, categories }));
      if (page.length > 0) yield page;
      if (page.length < size) return;
      after = toSequence((page.at(-1) as StoredEvent).position);
      left -= page.length;
    }
  }

  async *subscribe({ after, categories, signal, batchSize = MAX_PAGE }: SubscribeOptions): AsyncIterable<Batch> {
    const ends = AbortSignal.any([signal, this.#closed.signal]);
    const size = Math.min(batchSize, MAX_PAGE);
    const wanted = categories === undefined ? null : new Set<string>(categories);
    let position = after;
    let told = false;
    while (!ends.aborted) {
      const events =
        this.#tail.after(position, size) ?? this.#read(() => this.#reader.page(toSequence(position), size));
      const last = events.at(-1);
      if (last !== undefined) position = last.position;
      const live = toSequence(position) >= this.#head;
      if (last !== undefined || (live && !told)) {
        told ||= live;
        yield { events: wanted === null ? events : events.filter((event) => isOf(event, wanted)), position, live };
      } else {
        await this.#tail.grown(ends);
      }
    }
  }

  async head(): Promise<Position> {
    return toPosition(this.#head);
  }

  async close(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#commits.flush();
    this.#closed.abort();
    this.#reader.close();
    this.#db.close();
    this.#unlock();
  }

  #read<T>(read: () => T): T {
    this.#checkOpen();
    try {
      return read();
    } catch (error) {
      throw new StoreUnavailable(`the event log can't be read: ${(error as Error).message}`);
    }
  }

  #checkOpen(): void {
    if (this.#closed.signal.aborted) throw new StoreUnavailable('the event log is closed');
  }

  #stored(
    { streamId }: AppendRequest,
    events: readonly NewEvent[],
    last: { readonly revision: number; readonly position: number },
  ): StoredEvent[] {
    return events.map((event, index) => {
      const back = events.length - 1 - index;
      return { ...event, streamId, revision: last.revision - back, position: toPosition(last.position - back) };
    });
  }
}

function isOf({ streamId }: StoredEvent, categories: ReadonlySet<string>): boolean {
  return categories.has(streamId.slice(0, streamId.indexOf('-')));
}

/** Writes the JSON out and refuses what can't be stored. */
function toRequest(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): AppendRequest {
  if (events.length === 0) throw new TypeError('an append needs at least one event');
  // Control characters would make rows that hash alike; no name of ours has any.
  if (!/^[\x21-\x7e]+$/.test(streamId))
    throw new TypeError('the name of a stream is of printable characters without blanks');
  let bytes = 0;
  const serial = events.map(({ id, type, data, metadata }) => {
    const event = { id, type, data: JSON.stringify(data), metadata: JSON.stringify(metadata) };
    bytes += Buffer.byteLength(event.data) + Buffer.byteLength(event.metadata);
    return event;
  });
  if (bytes > MAX_APPEND_BYTES) throw new AppendTooLarge(streamId, bytes);
  return { streamId, expected, events: serial };
}
