import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { checksumOf } from '../../runtime/checksum.ts';
import { Recent } from '../../runtime/recent.ts';
import { rangeOf } from '../index-range.ts';
import type { DocumentChange, FoundDocument, IndexQuery, StoredDocument, ViewRef } from '../view-store.ts';
import { addChecksums, columnsOf, tableOf } from './document-layout.ts';
import { type DocumentRow, documentIn } from './document-row.ts';
import type { OtherWriters } from './other-writers.ts';

/** So many documents of a version are at hand. */
const KNOWN = 500;

/** The documents of one version of a view: a table of its own, with a column for the key of each index. */
export class DocumentTable {
  readonly #db: DatabaseSync;
  readonly #table: string;
  readonly #columns: ReadonlyMap<string, string>;
  readonly #select: StatementSync;
  readonly #upsert: StatementSync;
  readonly #scan: StatementSync;
  readonly #yield: StatementSync;
  readonly #others: OtherWriters;
  readonly #finds = new Map<string, StatementSync>();
  /** As they were written or read last, null for none: the same object until somebody writes. */
  #known = new Recent<string, StoredDocument | null>(KNOWN);
  #writesSeen: unknown;

  constructor(db: DatabaseSync, others: OtherWriters, ref: ViewRef, indexes: readonly string[]) {
    this.#db = db;
    this.#others = others;
    this.#table = tableOf(ref);
    this.#columns = columnsOf(indexes);
    const written = ['position', 'body', 'checksum', ...this.#columns.values()];
    addChecksums(db, ref);
    this.#select = db.prepare(`SELECT id, position, body, checksum FROM ${this.#table} WHERE id = ?`);
    this.#scan = db.prepare(`SELECT id, position, body, checksum FROM ${this.#table} WHERE id > ? ORDER BY id LIMIT ?`);
    this.#yield = db.prepare(`UPDATE ${this.#table} SET position = '' WHERE id = ?`);
    this.#upsert = db.prepare(`
      INSERT INTO ${this.#table} (id, ${written.join(', ')}) VALUES (?${', ?'.repeat(written.length)})
      ON CONFLICT (id) DO UPDATE SET ${written.map((column) => `${column} = excluded.${column}`).join(', ')}
      WHERE excluded.position > ${this.#table}.position`);
  }

  /** Documents with these ids. One that is at hand is the same object as before, and neither read nor parsed again. */
  load(ids: readonly string[]): ReadonlyMap<string, StoredDocument> {
    const loaded = new Map<string, StoredDocument>();
    for (const id of ids) {
      const document = this.one(id);
      if (document !== null) loaded.set(id, document);
    }
    return loaded;
  }

  /** One of them; null for none. */
  one(id: string): StoredDocument | null {
    this.#lookForOthers();
    const known = this.#known.get(id);
    return known === undefined ? this.#read(id) : known;
  }

  /**
   * Writes a document, unless there is a newer one.
   * @returns whether it was written.
   */
  put({ id, position, body, keys }: DocumentChange): boolean {
    // A transaction that comes to nothing leaves nothing at hand that was not written.
    this.#known.delete(id);
    const text = JSON.stringify(body);
    const values: (string | number | null)[] = [id, position, text, checksumOf(id, position, text)];
    for (const index of this.#columns.keys()) values.push(keys[index] ?? null);
    return this.#upsert.run(...values).changes > 0;
  }

  /** Keeps documents at hand whose writing is committed: most are written again soon. */
  remember(written: readonly DocumentChange[]): void {
    for (const { id, position, body } of written) this.#known.set(id, { position, body });
  }

  find(query: IndexQuery): FoundDocument[] {
    const column = this.#columns.get(query.index);
    if (column === undefined) throw new TypeError(`the view has no index ${query.index}`);
    const { from, to } = rangeOf(query);
    const sql = `SELECT ${column} AS key, id, position, body, checksum FROM ${this.#table} WHERE ${column} > ? AND ${column} < ?
      ORDER BY ${column} ${query.direction === 'ascending' ? 'ASC' : 'DESC'} LIMIT ?`;
    const rows = this.#prepared(sql).all(from, to, query.limit) as unknown as (DocumentRow & { key: string })[];
    return rows.map((row) => {
      const { position: _, ...document } = this.#looked(row);
      return { key: row.key, ...document };
    });
  }

  scan(after: string | null, limit: number): (StoredDocument & { id: string })[] {
    const rows = this.#scan.all(after ?? '', limit) as unknown as DocumentRow[];
    return rows.map((row) => ({ id: row.id, ...documentIn(row) }));
  }

  #read(id: string): StoredDocument | null {
    const row = this.#select.get(id) as DocumentRow | undefined;
    const document = row === undefined ? null : this.#looked(row);
    if (!document?.damaged) this.#known.set(id, document);
    return document;
  }

  /** Forgets what was read once another connection has written to the file. */
  #lookForOthers(): void {
    const { writes } = this.#others;
    if (writes !== this.#writesSeen) this.#known = new Recent(KNOWN);
    this.#writesSeen = writes;
  }

  /** Whatever is written next takes the place of a document that is damaged. */
  #looked(row: DocumentRow): StoredDocument {
    const document = documentIn(row);
    if (document.damaged) this.#yield.run(row.id);
    return document;
  }

  #prepared(sql: string): StatementSync {
    const known = this.#finds.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    this.#finds.set(sql, statement);
    return statement;
  }
}
