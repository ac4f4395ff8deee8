/** A place in the order of one log: compares as text, made and read by that log alone. `START` is before the first event. */
export type Position = string;
export const START: Position = '';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Marks an event whose record is not what was written, and holds its text. No schema takes it, so that it alone can't be read. */
export const DAMAGED = '$damaged';

export function isDamaged({ data }: { readonly data: JsonObject | null }): boolean {
  return data?.[DAMAGED] !== undefined;
}

/** Beside every body. The `$` names are EventStoreDB's own. */
export type EventMetadata = {
  /** An id that several streams may share, or the command id. EventStoreDB links its events into `$bc-<id>`. */
  readonly $correlationId: string;
  /** Id of the event or command that caused this event. */
  readonly $causationId: string;
  readonly commandId: string;
  /** Who caused it, in the words of the program. */
  readonly actor: string;
  /** UTC. */
  readonly at: string;
  /** Version of the body's shape, from 1. */
  readonly schema: number;
  /** Keyed digest of the request body, when the caller sent an Idempotency-Key. */
  readonly digest?: string;
};

export interface NewEvent {
  /** UUID v5 of command id and index. */
  readonly id: string;
  readonly type: string;
  readonly data: JsonObject;
  readonly metadata: EventMetadata;
}

export interface StoredEvent extends NewEvent {
  readonly streamId: string;
  /** In its stream, from 0. */
  readonly revision: number;
  readonly position: Position;
}

/** Of the stream's last event; `no-stream` when it must not exist yet. */
export type ExpectedRevision = number | 'no-stream';

export interface AppendResult {
  /** Revision and position of the last event of the call. */
  readonly revision: number;
  readonly position: Position;
  /** The very objects that followers are handed, where the store has them and has written them just now. */
  readonly stored?: readonly StoredEvent[];
}

export interface ReadStreamOptions {
  /** Inclusive. Default: the stream's start, or its end when reading backwards. */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  readonly limit?: number;
}

export interface ReadAllOptions {
  /** Exclusive. Default: `START`, or the log's end when reading backwards. */
  readonly from?: Position;
  readonly direction?: 'forwards' | 'backwards';
  readonly categories?: readonly string[];
  readonly limit?: number;
  /** Backwards only: most records to look at, of any writer. A log that only this program writes need not heed it. */
  readonly within?: number;
  /** At most 1000. */
  readonly pageSize?: number;
}

export interface Batch<Event = StoredEvent> {
  /** In log order; empty when only the position moved or the subscription has just caught up. */
  readonly events: readonly Event[];
  /** Where to resume: everything up to here was handed over or filtered out. */
  readonly position: Position;
  /** Whether the end that the log had at that moment was reached. */
  readonly live: boolean;
}

export interface SubscribeOptions {
  /** Exclusive: the position of the last batch that was handled, or `START`. */
  readonly after: Position;
  readonly categories?: readonly string[];
  readonly signal: AbortSignal;
  /** At most 1000. */
  readonly batchSize?: number;
  /** Goes through history beside others who say so: the log may read it once for all of them, and let who is ahead wait for a while. */
  readonly together?: boolean;
}

export interface Distance {
  /** Null when the log can't tell without reading them. */
  readonly missing: number | null;
  /** How much of the log lies before the position, 0 to 1. */
  readonly fraction: number;
}

/** One order for all streams; events never change or go away. Contract: `test/platform/contracts/event-store.contract.ts`. */
export interface EventStore {
  /** Positions of another log mean nothing here. */
  readonly logId: string;

  /**
   * Appends all or none, at exactly that revision. A repeat (same ids, same place) is answered as the first one, for ever.
   * @throws RevisionConflict when other events stand there; nothing was written.
   * @throws StoreUnavailable when the outcome is unknown or the log can't be written; repeat with the same ids and revision.
   */
  append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult>;

  /**
   * Empty when there is no such stream.
   * @throws DamagedLog when an event is missing, or the stream was deleted or is hidden: nothing may be decided on the rest.
   * @throws StoreUnavailable when the log could not be asked, or its answer was cut off.
   */
  readStream(streamId: string, options?: ReadStreamOptions): Promise<readonly StoredEvent[]>;

  /**
   * Of a stream's last event at this moment; null where only a read can tell, because others write to the log too.
   * @throws StoreUnavailable
   */
  endOf(streamId: string): ExpectedRevision | null;

  /** In pages, in log order, to the end that the log had at the beginning. */
  readAll(options?: ReadAllOptions): AsyncIterable<readonly StoredEvent[]>;

  /** Catches up, then stays live; batches are pulled by the consumer. Heals from outages; ends when `signal` aborts. */
  subscribe(options: SubscribeOptions): AsyncIterable<Batch>;

  /** Of the last event; `START` for an empty log. */
  head(): Promise<Position>;

  /**
   * Whether what was kept up to this position is of this history: not beyond the end, as after restoring an older backup.
   * The end is that of the whole log, records of others included. @throws StoreUnavailable
   */
  reaches(position: Position): Promise<boolean>;

  /** For progress and lag; as of a moment ago. */
  distance(position: Position, head: Position): Distance;

  /** Waits for open appends, then closes. Later calls reject with StoreUnavailable. */
  close(): Promise<void>;
}

/** Other events stand there. Load again and decide anew. */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';
  readonly streamId: string;
  readonly expected: ExpectedRevision;
  readonly actual: ExpectedRevision;

  constructor(streamId: string, expected: ExpectedRevision, actual: ExpectedRevision) {
    super(`stream ${streamId} is at ${actual}, not at ${expected}`);
    this.streamId = streamId;
    this.expected = expected;
    this.actual = actual;
  }
}

/** The store can't be used now. What was sent may or may not have been written. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
}

/** A right or a setting is missing: repeats fail until somebody has put it right. */
export class StoreRefused extends StoreUnavailable {
  override readonly name: string = 'StoreRefused';
}

/** This value or call will never be taken; nothing else is concerned. */
export class NotStorable extends Error {
  override readonly name = 'NotStorable';
}

/** Bodies and metadata of one call: EventStoreDB's default. */
export const MAX_APPEND_BYTES = 1_048_576;

/** A fault of the program: what callers can send is far smaller. */
export class AppendTooLarge extends Error {
  override readonly name = 'AppendTooLarge';

  constructor(streamId: string, bytes: number) {
    super(`an append of ${bytes} bytes to ${streamId} is over the limit of ${MAX_APPEND_BYTES}`);
  }
}

/** Damaged, or from a newer version of this program. Nothing is decided on it. */
export class DamagedLog extends Error {
  override readonly name = 'DamagedLog';
}
