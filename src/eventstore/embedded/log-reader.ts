import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Category } from '../../domain/ids.ts';
import type { ReadStreamOptions, StoredEvent } from '../event-store.ts';
import { type LogRow, toStoredEvent } from './log-row.ts';

const COLUMNS = 'position, stream, revision, id, type, data, metadata';

/** Reads of a log, on a connection of their own: they see all that is committed, and never wait for the writer. */
export class LogReader {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Number of the last event; 0 for an empty log. */
  head(): number {
    const row = this.#prepared('SELECT max(position) AS head FROM events').get() as { head: number | null };
    return row.head ?? 0;
  }

  stream(streamId: string, { from, direction = 'forwards', limit = -1 }: ReadStreamOptions): StoredEvent[] {
    const forwards = direction === 'forwards';
    const start = from ?? (forwards ? 0 : Number.MAX_SAFE_INTEGER);
    const sql = `SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision ${forwards ? '>=' : '<='} ?
      ORDER BY revision ${forwards ? 'ASC' : 'DESC'} LIMIT ?`;
    return (this.#prepared(sql).all(streamId, start, limit) as unknown as LogRow[]).map(toStoredEvent);
  }

  /**
   * A page of the whole log. `after` is exclusive in the direction of the read; `last` bounds a read forwards.
   */
  page(
    after: number,
    limit: number,
    options: { direction?: 'forwards' | 'backwards'; last?: number; categories?: readonly Category[] | undefined } = {},
  ): StoredEvent[] {
    const { direction = 'forwards', last = Number.MAX_SAFE_INTEGER, categories } = options;
    const bound = direction === 'forwards' ? 'position > ? AND position <= ?' : 'position < ? AND position <= ?';
    const order = direction === 'forwards' ? 'ASC' : 'DESC';
    const among = categories === undefined ? '' : ` AND category IN (${categories.map(() => '?').join(',')})`;
    const sql = `SELECT ${COLUMNS} FROM events WHERE ${bound}${among} ORDER BY position ${order} LIMIT ?`;
    const rows = this.#prepared(sql).all(after, last, ...(categories ?? []), limit);
    return (rows as unknown as LogRow[]).map(toStoredEvent);
  }

  /** Rows as they lie in the table, for those who check the chain. */
  rows(after: number, limit: number): LogRow[] {
    const sql = `SELECT ${COLUMNS}, hash FROM events WHERE position > ? ORDER BY position LIMIT ?`;
    return this.#prepared(sql).all(after, limit) as unknown as LogRow[];
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
