/**
 * A place in the log's total order: fixed-width text, so that within one log positions compare as text.
 * `START` is before the first event. Only a log can make one; nobody else looks inside.
 */
export type Position = string;
export const START: Position = '';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/**
 * The one member of the body of an event whose record is not what was written: its text, as it lies there now. An adapter hands such an
 * event out in its place, and no schema takes it, so that it alone can't be read.
 */
export const DAMAGED = '$damaged';

/** True for an event whose record is not what was written. */
export function isDamaged({ data }: { readonly data: JsonObject | null }): boolean {
  return data?.[DAMAGED] !== undefined;
}

/** What stands beside the body of every event. The `$` names are EventStoreDB's own. */
export type EventMetadata = {
  /** What the event belongs to: an id that several streams may share, or the command id. EventStoreDB links every event of it into `$bc-<id>`. */
  readonly $correlationId: string;
  /** Id of the event or the command that caused this event. */
  readonly $causationId: string;
  readonly commandId: string;
  /** Who has caused it, in the words of the program. */
  readonly actor: string;
  /** UTC, from the clock port. */
  readonly at: string;
  /** Version of the body's shape, from 1. */
  readonly schema: number;
  /** Keyed digest of the request body, when the caller sent an Idempotency-Key. */
  readonly digest?: string;
};

/** An event on its way into the log: encoded, sealed, with its id. */
export interface NewEvent {
  /** UUID v5 of command id and index. */
  readonly id: string;
  readonly type: string;
  readonly data: JsonObject;
  readonly metadata: EventMetadata;
}

/** An event as it lies in the log. */
export interface StoredEvent extends NewEvent {
  readonly streamId: string;
  /** Place in its stream, from 0. */
  readonly revision: number;
  readonly position: Position;
}

/** Revision of the stream's last event, or `no-stream` for a stream that must not exist yet. */
export type ExpectedRevision = number | 'no-stream';

export interface AppendResult {
  /** Revision and position of the last event of the call. */
  readonly revision: number;
  readonly position: Position;
}

export interface ReadStreamOptions {
  /** First revision to read, inclusive. Default: the stream's start, or its end when reading backwards. */
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
  /**
   * Backwards alone: how many records are looked at, at most, whoever wrote them. A log that others write to may end with many of theirs;
   * one that is this program's alone need not heed it.
   */
  readonly within?: number;
  /** Events per page, at most 1000. */
  readonly pageSize?: number;
}

/** What a subscription hands over at once. */
export interface Batch<Event = StoredEvent> {
  /** In log order; may be empty when only the position moved, or when the subscription has just caught up. */
  readonly events: readonly Event[];
  /** Everything up to here was handed over or filtered out: where to resume from. */
  readonly position: Position;
  /** True once the subscription has reached the end that the log had at that moment. */
  readonly live: boolean;
}

export interface SubscribeOptions {
  /** Exclusive: the position of the last batch that was handled, or `START`. */
  readonly after: Position;
  readonly categories?: readonly string[];
  /** Ends the iteration. */
  readonly signal: AbortSignal;
  /** Events per batch, at most 1000. */
  readonly batchSize?: number;
}

/** The way from a position to the end of the log. */
export interface Distance {
  /** Events in between; null when the log can't tell without reading them. */
  readonly missing: number | null;
  /** How much of the log lies before the position, 0 to 1. */
  readonly fraction: number;
}

/**
 * The event log. One writer's order for all streams; events never change and never go away.
 * Every adapter passes `test/platform/contracts/event-store.contract.ts`.
 */
export interface EventStore {
  /** Names this log: positions of another log mean nothing here. */
  readonly logId: string;

  /**
   * Appends all events or none, at exactly that place of the stream. A repeat of an earlier append (same ids at the same place)
   * is answered as the first one was, for ever.
   * @throws RevisionConflict when the stream has other events there; nothing was written.
   * @throws StoreUnavailable when the outcome is unknown or the log can't be written; repeat with the same ids and revision.
   */
  append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult>;

  /**
   * The events of one stream, all that were asked for; empty when there is none.
   * @throws DamagedLog when an event is missing, or the stream was deleted or may not be seen: nothing may be decided on the rest.
   * @throws StoreUnavailable when the log could not be asked, or its answer was cut off.
   */
  readStream(streamId: string, options?: ReadStreamOptions): Promise<readonly StoredEvent[]>;

  /** The events of all streams, in pages, in log order. Ends at the end that the log had when the read began. */
  readAll(options?: ReadAllOptions): AsyncIterable<readonly StoredEvent[]>;

  /**
   * Catches up from a position and then stays live, one batch at a time: the next batch is taken when the consumer asks for it.
   * Heals from outages by itself; ends when `signal` aborts.
   */
  subscribe(options: SubscribeOptions): AsyncIterable<Batch>;

  /** Position of the last event, `START` for an empty log. */
  head(): Promise<Position>;

  /**
   * Whether the log reaches so far: what was kept up to this position is then of this history. False for a position beyond the end, as
   * one is after the log was restored from an older backup, and for a text that is no position of such a log. The end that counts is
   * that of the whole log, records of others included: a reader's position may lie behind the last event of this program.
   * @throws StoreUnavailable
   */
  reaches(position: Position): Promise<boolean>;

  /** How far a position lies from the end of the log, as that was a moment ago: for progress and lag. */
  distance(position: Position, head: Position): Distance;

  /** Waits for open appends, then closes. Later calls reject with StoreUnavailable. */
  close(): Promise<void>;
}

/** Somebody else's events stand where these were to go. Load again and decide anew. */
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

/** The store can't be used now, or its answer did not come. What was sent may or may not have been written. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
}

/**
 * The store refuses what this program needs of it: a right or a setting is missing. Repeats don't help, and whoever repeats all the same
 * goes on as soon as somebody has put it right.
 */
export class StoreRefused extends StoreUnavailable {
  override readonly name: string = 'StoreRefused';
}

/** A store does not take this value or this call, and never will as it is: another try changes nothing. It concerns nothing else. */
export class NotStorable extends Error {
  override readonly name = 'NotStorable';
}

/** No call may carry more, bodies and metadata together: what EventStoreDB takes by default. */
export const MAX_APPEND_BYTES = 1_048_576;

/** The events of one call are too large to be stored. A fault of the program: what callers can send is far smaller. */
export class AppendTooLarge extends Error {
  override readonly name = 'AppendTooLarge';

  constructor(streamId: string, bytes: number) {
    super(`an append of ${bytes} bytes to ${streamId} is over the limit of ${MAX_APPEND_BYTES}`);
  }
}

/** What was read can't be trusted: damaged, or from a newer version of this program. Nothing is decided on it. */
export class DamagedLog extends Error {
  override readonly name = 'DamagedLog';
}
