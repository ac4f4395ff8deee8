import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isDamage } from '../../runtime/sqlite-faults.ts';
import { DamagedLog, type ReadStreamOptions, type StoredEvent, StoreUnavailable } from '../event-store.ts';
import { GENESIS, hashOf, isAsWritten, isEqual, type LogRow, toStoredEvent } from './log-row.ts';

/** Events that are read from the disk at once, at most. */
export const MAX_PAGE = 1_000;

const COLUMNS = 'position, stream, revision, category, id, type, data, metadata, hash';
/** With the hash of the row before, by which each is checked; null where there is no such row. */
const CHECKED = `SELECT e.position AS position, e.stream, e.revision, e.category, e.id, e.type, e.data, e.metadata, e.hash, p.hash AS before
  FROM events e LEFT JOIN events p ON p.position = e.position - 1`;

type CheckedRow = LogRow & { readonly before: Uint8Array | null };

/** The last event of a stream, as the writer noted it beside the events themselves. */
export interface StreamTail {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
}

/** A stream as its rows show it. */
export interface StreamExtent {
  readonly events: number;
  /** The highest of them. */
  readonly revision: number;
}

/** Which part of the log a page is taken from. */
export interface PageOptions {
  readonly direction?: 'forwards' | 'backwards';
  /** Number of the last event that a read forwards may see. */
  readonly last?: number;
  readonly categories?: readonly string[] | undefined;
}

/**
 * Reads of a log, on a connection of their own: they see all that is committed, and never wait for the writer. What is read as events is
 * checked against the chain of hashes, each time: an event that is not as it was written comes as one that can't be read.
 * Every method throws DamagedLog where the file is not what was written, and StoreUnavailable where it can't be read now.
 */
export class LogReader {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  /** A log of an earlier release that was never opened for writing since has no tails. */
  readonly #hasTails: boolean;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#hasTails = this.#all("SELECT 1 FROM sqlite_schema WHERE name = 'tails'").length > 0;
  }

  /** Number of the last event; 0 for an empty log. */
  head(): number {
    const [row] = this.#all<{ head: number | null }>('SELECT max(position) AS head FROM events');
    return row?.head ?? 0;
  }

  /** The events of one stream. A gap in them, also at the end, is damage: a decision on the rest would be wrong. */
  stream(streamId: string, { from, direction = 'forwards', limit = -1 }: ReadStreamOptions): StoredEvent[] {
    const forwards = direction === 'forwards';
    const start = forwards ? Math.max(0, from ?? 0) : (from ?? Number.MAX_SAFE_INTEGER);
    // Before the rows: what is appended in between must not look lost.
    const tail = this.#tailOf(streamId);
    const sql = `${CHECKED} WHERE e.stream = ? AND e.revision ${forwards ? '>=' : '<='} ?
      ORDER BY e.revision ${forwards ? 'ASC' : 'DESC'} LIMIT ?`;
    const rows = this.#all<CheckedRow>(sql, streamId, start, limit);
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

  /** A page of the whole log. `after` is exclusive, in the direction of the read. */
  page(after: number, limit: number, options: PageOptions = {}): StoredEvent[] {
    const { direction = 'forwards', last = Number.MAX_SAFE_INTEGER, categories } = options;
    const forwards = direction === 'forwards';
    const among = [...new Set(categories)];
    if (categories !== undefined && among.length === 0) return [];
    if (categories === undefined && forwards) return this.#nextPage(after, limit, last);
    const bound = `e.position ${forwards ? '>' : '<'} ?1 AND e.position <= ?2`;
    const order = `ORDER BY 1 ${forwards ? 'ASC' : 'DESC'} LIMIT ?3`;
    // A part for each category, merged by position: with IN, SQLite would sort all the rest of the log for each page.
    const parts = among.map((_, index) => `${CHECKED} WHERE e.category = ?${index + 4} AND ${bound}`);
    const sql = categories === undefined ? `${CHECKED} WHERE ${bound}` : parts.join(' UNION ALL ');
    const rows = this.#all<CheckedRow>(`${sql} ${order}`, after, last, limit, ...among);
    return rows.map((row) => this.#checked(row, row.before));
  }

  /** Rows as they lie in the table, for those who check the chain. */
  rows(after: number, limit: number): LogRow[] {
    return this.#all(`SELECT ${COLUMNS} FROM events WHERE position > ? ORDER BY position LIMIT ?`, after, limit);
  }

  /** True when the row is as it was written, or all that is wrong is a hash: its own, or that of the row before. */
  isSound(row: LogRow, before: Uint8Array | null): boolean {
    if (before !== null && isAsWritten(before, row)) return true;
    try {
      return this.#hashesBefore(row.position).some((each) => isAsWritten(each, row) || this.#isProvenByNext(each, row));
    } catch (error) {
      // What lies beside it can't be read: then nothing proves it.
      if (error instanceof DamagedLog) return false;
      throw error;
    }
  }

  /** Notes of the last events of streams, after one of them by name. */
  tails(after: string, limit: number): StreamTail[] {
    if (!this.#hasTails) return [];
    return this.#all(
      'SELECT stream, revision, position FROM tails WHERE stream > ? ORDER BY stream LIMIT ?',
      after,
      limit,
    );
  }

  /** How far a stream reaches by its rows; the revision is -1 when there are none. */
  extentOf(stream: string): StreamExtent {
    const sql = 'SELECT count(*) AS events, coalesce(max(revision), -1) AS revision FROM events WHERE stream = ?';
    return this.#all<StreamExtent>(sql, stream)[0] as StreamExtent;
  }

  /** Where the events of one stream stand. */
  placesOf(stream: string): { readonly revision: number; readonly position: number }[] {
    return this.#all('SELECT revision, position FROM events WHERE stream = ? ORDER BY revision', stream);
  }

  /** What SQLite finds wrong with the file or its indexes; null when nothing is. Reads all of it, without a pause. */
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

  #nextPage(after: number, limit: number, last: number): StoredEvent[] {
    const sql = `SELECT ${COLUMNS} FROM events WHERE position > ? AND position <= ? ORDER BY position LIMIT ?`;
    const rows = this.#all<LogRow>(sql, after, last, limit);
    const [first] = rows;
    let before = first === undefined ? null : this.#hashAt(first.position - 1);
    let position = first?.position ?? 0;
    return rows.map((row) => {
      const event = this.#checked(row, row.position === position ? before : null);
      before = row.hash;
      position = row.position + 1;
      return event;
    });
  }

  #checked(row: LogRow, before: Uint8Array | null): StoredEvent {
    return toStoredEvent(row, this.isSound(row, before ?? (row.position === 1 ? GENESIS : null)));
  }

  /** What the hash before a row is by itself, and what the row before says that it should be. */
  #hashesBefore(position: number): Uint8Array[] {
    const stored = this.#hashAt(position - 1);
    if (stored === null) return [];
    const [row] = position > 1 ? this.rows(position - 2, 1) : [];
    const before = position > 2 ? this.#hashAt(position - 2) : GENESIS;
    return row === undefined || before === null ? [stored] : [stored, hashOf(before, row)];
  }

  /** True when the row after this one was written on top of exactly what this one says. */
  #isProvenByNext(before: Uint8Array, row: LogRow): boolean {
    const [next] = this.rows(row.position, 1);
    return next?.position === row.position + 1 && isEqual(hashOf(hashOf(before, row), next), next.hash);
  }

  #hashAt(position: number): Uint8Array | null {
    if (position === 0) return GENESIS;
    const [row] = this.#all<{ hash: Uint8Array }>('SELECT hash FROM events WHERE position = ?', position);
    return row?.hash ?? null;
  }

  /** The last revision that was noted of a stream; null when nothing was. */
  #tailOf(stream: string): number | null {
    if (!this.#hasTails) return null;
    const [tail] = this.#all<{ revision: number }>('SELECT revision FROM tails WHERE stream = ?', stream);
    return tail?.revision ?? null;
  }

  #all<Row>(sql: string, ...values: (string | number)[]): Row[] {
    try {
      let statement = this.#statements.get(sql);
      if (statement === undefined) {
        statement = this.#db.prepare(sql);
        this.#statements.set(sql, statement);
      }
      return statement.all(...values) as unknown as Row[];
    } catch (error) {
      const { message } = error as Error;
      if (isDamage(error))
        throw new DamagedLog(`the event log is damaged: ${message}; "npm run log:verify" tells more`);
      throw new StoreUnavailable(`the event log can't be read: ${message}`);
    }
  }
}

function missing(revision: number, streamId: string): DamagedLog {
  return new DamagedLog(`event ${revision} of ${streamId} is missing`);
}
