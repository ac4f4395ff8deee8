import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Position } from '../../eventstore/event-store.ts';
import { rangeOf } from '../index-range.ts';
import type { DocumentChange, IndexQuery, StoredDocument, ViewRef } from '../view-store.ts';

interface Row {
  readonly id: string;
  readonly position: Position;
  readonly body: string;
}

/** The documents of one version of a view: a table of its own, with a column for the key of each index. */
export class DocumentTable {
  readonly #db: DatabaseSync;
  readonly #table: string;
  readonly #columns: ReadonlyMap<string, string>;
  readonly #select: StatementSync;
  readonly #upsert: StatementSync;
  readonly #scan: StatementSync;
  readonly #finds = new Map<string, StatementSync>();

  constructor(db: DatabaseSync, ref: ViewRef, indexes: readonly string[]) {
    this.#db = db;
    this.#table = tableOf(ref);
    this.#columns = columnsOf(indexes);
    const written = ['position', 'body', ...this.#columns.values()];
    this.#select = db.prepare(`SELECT id, position, body FROM ${this.#table} WHERE id = ?`);
    this.#scan = db.prepare(`SELECT id, position, body FROM ${this.#table} WHERE id > ? ORDER BY id LIMIT ?`);
    this.#upsert = db.prepare(`
      INSERT INTO ${this.#table} (id, ${written.join(', ')}) VALUES (?${', ?'.repeat(written.length)})
      ON CONFLICT (id) DO UPDATE SET ${written.map((column) => `${column} = excluded.${column}`).join(', ')}
      WHERE excluded.position > ${this.#table}.position`);
  }

  static create(db: DatabaseSync, ref: ViewRef, indexes: readonly string[]): void {
    const table = tableOf(ref);
    const columns = [...columnsOf(indexes).values()];
    const declared = columns.map((column) => `, ${column} TEXT`).join('');
    db.exec(
      `CREATE TABLE ${table} (id TEXT PRIMARY KEY, position TEXT NOT NULL, body TEXT NOT NULL${declared}) STRICT`,
    );
    for (const column of columns) db.exec(`CREATE INDEX ${table}_${column} ON ${table} (${column})`);
  }

  static drop(db: DatabaseSync, ref: ViewRef): void {
    db.exec(`DROP TABLE IF EXISTS ${tableOf(ref)}`);
  }

  load(ids: readonly string[]): ReadonlyMap<string, StoredDocument> {
    return new Map(
      ids.flatMap((id) => {
        const row = this.#select.get(id) as Row | undefined;
        return row === undefined ? [] : [[id, parsed(row)]];
      }),
    );
  }

  put({ id, position, body, keys }: DocumentChange): void {
    const values = [...this.#columns.keys()].map((index) => keys[index] ?? null);
    this.#upsert.run(id, position, JSON.stringify(body), ...values);
  }

  find(query: IndexQuery): { key: string; body: unknown }[] {
    const column = this.#columns.get(query.index);
    if (column === undefined) throw new TypeError(`the view has no index ${query.index}`);
    const { from, to } = rangeOf(query);
    const sql = `SELECT ${column} AS key, body FROM ${this.#table} WHERE ${column} > ? AND ${column} < ?
      ORDER BY ${column} ${query.direction === 'ascending' ? 'ASC' : 'DESC'} LIMIT ?`;
    const rows = this.#prepared(sql).all(from, to, query.limit) as { key: string; body: string }[];
    return rows.map(({ key, body }) => ({ key, body: JSON.parse(body) as unknown }));
  }

  scan(after: string | null, limit: number): (StoredDocument & { id: string })[] {
    const rows = this.#scan.all(after ?? '', limit) as unknown as Row[];
    return rows.map((row) => ({ id: row.id, ...parsed(row) }));
  }

  #prepared(sql: string): StatementSync {
    const known = this.#finds.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    this.#finds.set(sql, statement);
    return statement;
  }
}

function parsed({ position, body }: Row): StoredDocument {
  return { position, body: JSON.parse(body) as unknown };
}

function tableOf({ view, version }: ViewRef): string {
  return `view_${view.replaceAll('-', '_')}_${version}`;
}

function columnsOf(indexes: readonly string[]): ReadonlyMap<string, string> {
  return new Map(indexes.map((index, number) => [index, `key_${number}`]));
}
