import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Category } from '../../domain/ids.ts';
import { DamagedLog, type ReadStreamOptions, type StoredEvent, StoreUnavailable } from '../event-store.ts';
import { type LogRow, toStoredEvent } from './log-row.ts';
import { isDamage } from './sqlite-faults.ts';

/** Events that are read from the disk at once, at most. */
export const MAX_PAGE = 1_000;

const COLUMNS = 'position, stream, revision, id, type, data, metadata';

/** A row as those see it who check the chain. */
export type ChainRow = LogRow & { readonly category: string };

/** Which part of the log a page is taken from. */
export interface PageOptions {
  readonly direction?: 'forwards' | 'backwards';
  /** Number of the last event that a read forwards may see. */
  readonly last?: number;
  readonly categories?: readonly Category[] | undefined;
}

/**
 * Reads of a log, on a connection of their own: they see all that is committed, and never wait for the writer.
 * Every method throws DamagedLog where the file is not what was written, and StoreUnavailable where it can't be read now.
 */
export class LogReader {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Number of the last event; 0 for an empty log. */
  head(): number {
    const [row] = this.#all<{ head: number | null }>('SELECT max(position) AS head FROM events');
    return row?.head ?? 0;
  }

  /** The events of one stream. A gap in them is damage: a decision on the rest would be wrong. */
  stream(streamId: string, { from, direction = 'forwards', limit = -1 }: ReadStreamOptions): StoredEvent[] {
    const forwards = direction === 'forwards';
    const start = forwards ? Math.max(0, from ?? 0) : (from ?? Number.MAX_SAFE_INTEGER);
    const sql = `SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision ${forwards ? '>=' : '<='} ?
      ORDER BY revision ${forwards ? 'ASC' : 'DESC'} LIMIT ?`;
    const rows = this.#all<LogRow>(sql, streamId, start, limit);
    const first = forwards ? start : (rows[0]?.revision ?? 0);
    for (const [index, { revision }] of rows.entries()) {
      const due = forwards ? first + index : first - index;
      if (revision !== due) throw new DamagedLog(`event ${due} of ${streamId} is missing`);
    }
    return rows.map(toStoredEvent);
  }

  /** A page of the whole log. `after` is exclusive, in the direction of the read. */
  page(after: number, limit: number, options: PageOptions = {}): StoredEvent[] {
    const { direction = 'forwards', last = Number.MAX_SAFE_INTEGER, categories } = options;
    const bound = `position ${direction === 'forwards' ? '>' : '<'} ?1 AND position <= ?2`;
    const order = `ORDER BY position ${direction === 'forwards' ? 'ASC' : 'DESC'} LIMIT ?3`;
    const among = [...new Set(categories)];
    if (categories !== undefined && among.length === 0) return [];
    // A part for each category, merged by position: with IN, SQLite would sort all the rest of the log for each page.
    const parts = among.map((_, index) => `SELECT ${COLUMNS} FROM events WHERE category = ?${index + 4} AND ${bound}`);
    const sql = categories === undefined ? `SELECT ${COLUMNS} FROM events WHERE ${bound}` : parts.join(' UNION ALL ');
    return this.#all<LogRow>(`${sql} ${order}`, after, last, limit, ...among).map(toStoredEvent);
  }

  /** Rows as they lie in the table, for those who check the chain. */
  rows(after: number, limit: number): ChainRow[] {
    return this.#all(
      `SELECT ${COLUMNS}, category, hash FROM events WHERE position > ? ORDER BY position LIMIT ?`,
      after,
      limit,
    );
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
