import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isDamage } from '../../runtime/sqlite-faults.ts';
import { DamagedLog, type ReadStreamOptions, type StoredEvent, StoreUnavailable } from '../event-store.ts';
import { type LinkedRow, runFrom } from './linked-rows.ts';
import { GENESIS, hashOf, isAsWritten, isEqual, type LogRow, toStoredEvent } from './log-row.ts';

/** Most events of one read from the disk. */
export const MAX_PAGE = 1_000;

const COLUMNS = 'e.position, e.stream, e.revision, e.category, e.id, e.type, e.data, e.metadata, e.hash';
/** With the previous row's hash, by which each is checked; null where there is no such row. */
const CHECKED = `SELECT ${COLUMNS}, p.hash FROM events e LEFT JOIN events p ON p.position = e.position - 1`;

/** The values of these columns: SQLite makes an array of them in half the time of an object with names. */
type Cells = readonly [number, string, number, string, string, string, string, string, Uint8Array, Uint8Array | null];

type LinkedCells = readonly [number, string, number, string, string, string, string, string, string];
/** Positions are looked for first, and rows only for those that are read: to merge whole rows by position costs as much again. */
const linkedRows = (positions: string) => `
  SELECT e.position, e.stream, e.revision, e.id, e.type, e.data, e.metadata, hex(e.hash), hex(p.hash)
  FROM (${positions} ORDER BY 1 LIMIT ?3) AS k CROSS JOIN events e ON e.position = k.position
  LEFT JOIN events p ON p.position = k.position - 1`;
const NEXT = 'position > ?1 AND position <= ?2';

interface CheckedRow extends LogRow {
  readonly before: Uint8Array | null;
}

/** As the writer noted it beside the events. */
export interface StreamTail {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
}

/** As the rows show it. */
export interface StreamExtent {
  readonly events: number;
  readonly revision: number;
}

export interface PageOptions {
  readonly direction?: 'forwards' | 'backwards';
  /** Of the last event that a forward read may see. */
  readonly last?: number;
  readonly categories?: readonly string[] | undefined;
}

/**
 * Reads committed events on a connection of its own, never waiting for the writer, and checks each against the chain of hashes.
 * All methods throw DamagedLog where the file is not what was written, StoreUnavailable where it can't be read now.
 */
export class LogReader {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  /** False for a log of an earlier release that was not opened for writing since. */
  readonly #hasTails: boolean;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#hasTails = this.#all("SELECT 1 FROM sqlite_schema WHERE name = 'tails'").length > 0;
  }

  /** Position of the last event; 0 for an empty log. */
  head(): number {
    const [row] = this.#all<{ head: number | null }>('SELECT max(position) AS head FROM events');
    return row?.head ?? 0;
  }

  /** A gap, also at the end, is damage: a decision on the rest would be wrong. */
  stream(streamId: string, { from, direction = 'forwards', limit = -1 }: ReadStreamOptions): StoredEvent[] {
    const forwards = direction === 'forwards';
    const start = forwards ? Math.max(0, from ?? 0) : (from ?? Number.MAX_SAFE_INTEGER);
    // Before the rows: later appends must not look lost.
    const tail = this.#tailOf(streamId);
    const sql = `${CHECKED} WHERE e.stream = ? AND e.revision ${forwards ? '>=' : '<='} ?
      ORDER BY e.revision ${forwards ? 'ASC' : 'DESC'} LIMIT ?`;
    const rows = this.#rows(sql, streamId, start, limit);
    const first = forwards ? start : Math.min(start, Math.max(tail ?? -1, rows[0]?.revision ?? -1));
    const due = (index: number) => (forwards ? first + index : first - index);
    const isWhole = limit < 0 || rows.length < limit;
    for (const [index, { revision }] of rows.entries()) {
      if (revision !== due(index)) throw missing(due(index), streamId);
    }
    const next = due(rows.length);
    const isShort = forwards ? tail !== null && next <= tail : next >= 0;
    if (isWhole && isShort) throw missing(next, streamId);
    return rows.map((row) => this.#checked(row, row.before));
  }

  /** `after` is exclusive, in the direction of the read. */
  page(after: number, limit: number, options: PageOptions = {}): StoredEvent[] {
    const { direction = 'forwards', last = Number.MAX_SAFE_INTEGER, categories } = options;
    const forwards = direction === 'forwards';
    const among = [...new Set(categories)];
    if (categories !== undefined && among.length === 0) return [];
    if (forwards) return this.#next(after, last, limit, among);
    const bound = 'e.position < ?1 AND e.position <= ?2';
    // Merged by position: with IN, SQLite would sort the rest of the log for each page.
    const parts = among.map((_, index) => `${CHECKED} WHERE e.category = ?${index + 4} AND ${bound}`);
    const sql = categories === undefined ? `${CHECKED} WHERE ${bound}` : parts.join(' UNION ALL ');
    const rows = this.#rows(`${sql} ORDER BY 1 DESC LIMIT ?3`, after, last, limit, ...among);
    return rows.map((row) => this.#checked(row, row.before));
  }

  /** As they lie in the table, for checks of the chain. */
  rows(after: number, limit: number): LogRow[] {
    return this.#rows(`SELECT ${COLUMNS} FROM events e WHERE position > ? ORDER BY position LIMIT ?`, after, limit);
  }

  /** True when the row is as written, or only a hash is wrong: its own, or the one before. */
  isSound(row: LogRow, before: Uint8Array | null): boolean {
    if (before !== null && isAsWritten(before, row)) return true;
    try {
      return this.#hashesBefore(row.position).some((each) => isAsWritten(each, row) || this.#isProvenByNext(each, row));
    } catch (error) {
      // A neighbour that can't be read proves nothing.
      if (error instanceof DamagedLog) return false;
      throw error;
    }
  }

  /** Ordered by name. */
  tails(after: string, limit: number): StreamTail[] {
    if (!this.#hasTails) return [];
    return this.#all(
      'SELECT stream, revision, position FROM tails WHERE stream > ? ORDER BY stream LIMIT ?',
      after,
      limit,
    );
  }

  /** The revision is -1 without rows. */
  extentOf(stream: string): StreamExtent {
    const sql = 'SELECT count(*) AS events, coalesce(max(revision), -1) AS revision FROM events WHERE stream = ?';
    return this.#all<StreamExtent>(sql, stream)[0] as StreamExtent;
  }

  placesOf(stream: string): { readonly revision: number; readonly position: number }[] {
    return this.#all('SELECT revision, position FROM events WHERE stream = ? ORDER BY revision', stream);
  }

  /** Null when sound. Reads the whole file without yielding. */
  integrityFault(): string | null {
    try {
      const [row] = this.#all<{ integrity_check: string }>('PRAGMA integrity_check(1)');
      return row === undefined || row.integrity_check === 'ok' ? null : row.integrity_check.replaceAll('\n', ' ');
    } catch (error) {
      if (error instanceof DamagedLog) return error.message;
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  /** Of all categories when none is named. */
  #next(after: number, last: number, limit: number, among: readonly string[]): StoredEvent[] {
    const parts = among.map((_, index) => `SELECT position FROM events WHERE category = ?${index + 4} AND ${NEXT}`);
    const positions = among.length === 0 ? `SELECT position FROM events WHERE ${NEXT}` : parts.join(' UNION ALL ');
    const rows = this.#linked(linkedRows(positions), after, last, limit, ...among);
    const events: StoredEvent[] = [];
    while (events.length < rows.length) {
      const { end, isProven } = runFrom(rows, events.length);
      for (const row of rows.slice(events.length, end)) events.push(isProven ? toStoredEvent(row) : this.#at(row));
    }
    return events;
  }

  /** One event, by all that there is to check it. */
  #at({ position }: LinkedRow): StoredEvent {
    const [row] = this.#rows(`${CHECKED} WHERE e.position = ?`, position);
    if (row === undefined) throw new DamagedLog(`the event at ${position} is gone`);
    return this.#checked(row, row.before);
  }

  #checked(row: LogRow, before: Uint8Array | null): StoredEvent {
    return toStoredEvent(row, this.isSound(row, before ?? (row.position === 1 ? GENESIS : null)));
  }

  /** Both the stored hash of the row before, and the one that its contents give. */
  #hashesBefore(position: number): Uint8Array[] {
    const stored = this.#hashAt(position - 1);
    if (stored === null) return [];
    const [row] = position > 1 ? this.rows(position - 2, 1) : [];
    const before = position > 2 ? this.#hashAt(position - 2) : GENESIS;
    return row === undefined || before === null ? [stored] : [stored, hashOf(before, row)];
  }

  /** True when the next row was chained to exactly this one's contents. */
  #isProvenByNext(before: Uint8Array, row: LogRow): boolean {
    const [next] = this.rows(row.position, 1);
    return next?.position === row.position + 1 && isEqual(hashOf(hashOf(before, row), next), next.hash);
  }

  #hashAt(position: number): Uint8Array | null {
    if (position === 0) return GENESIS;
    const [row] = this.#all<{ hash: Uint8Array }>('SELECT hash FROM events WHERE position = ?', position);
    return row?.hash ?? null;
  }

  #tailOf(stream: string): number | null {
    if (!this.#hasTails) return null;
    const [tail] = this.#all<{ revision: number }>('SELECT revision FROM tails WHERE stream = ?', stream);
    return tail?.revision ?? null;
  }

  /** Of {@link COLUMNS}, and the previous row's hash where that is asked for. */
  #rows(sql: string, ...values: (string | number)[]): CheckedRow[] {
    const cells = this.#guarded(() => {
      const statement = this.#prepared(sql);
      statement.setReturnArrays(true);
      return statement.all(...values) as unknown as Cells[];
    });
    return cells.map(([position, stream, revision, category, id, type, data, metadata, hash, before = null]) => {
      return { position, stream, revision, category, id, type, data, metadata, hash, before };
    });
  }

  #linked(sql: string, ...values: (string | number)[]): LinkedRow[] {
    const cells = this.#guarded(() => {
      const statement = this.#prepared(sql);
      statement.setReturnArrays(true);
      return statement.all(...values) as unknown as LinkedCells[];
    });
    return cells.map(([position, stream, revision, id, type, data, metadata, hash, before]) => {
      return { position, stream, revision, id, type, data, metadata, hash, before };
    });
  }

  #all<Row>(sql: string, ...values: (string | number)[]): Row[] {
    return this.#guarded(() => this.#prepared(sql).all(...values) as unknown as Row[]);
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #guarded<Result>(read: () => Result): Result {
    try {
      return read();
    } catch (error) {
      const { message } = error as Error;
      if (isDamage(error)) throw new DamagedLog(`the event log is damaged: ${message}`);
      throw new StoreUnavailable(`the event log can't be read: ${message}`);
    }
  }
}

function missing(revision: number, streamId: string): DamagedLog {
  return new DamagedLog(`event ${revision} of ${streamId} is missing`);
}
