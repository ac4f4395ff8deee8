import { Buffer } from 'node:buffer';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { rangeOf } from '../index-range.ts';
import { firstIn, indexPrefix } from '../view.ts';
import type { DocumentChange, FoundDocument, IndexQuery, StoredDocument, ViewRef } from '../view-store.ts';
import { addChecksums, columnsOf, lackingIndexes, tableOf } from './document-layout.ts';
import { type DocumentRow, documentIn } from './document-row.ts';
import type { IdFilter } from './id-filter.ts';

type FilledRow = DocumentRow & { readonly rowid: number };

/**
 * The documents of a version while it is filled: nobody else writes to them, and most are written once. What was not written is not looked for.
 * Where ids have no index, a document is found among those of its owner: ids may come in any sequence, and then each new one would change
 * another page.
 */
export class FilledTable {
  readonly #db: DatabaseSync;
  readonly #table: string;
  readonly #columns: ReadonlyMap<string, string>;
  /** The index by whose keys a document is found; null where it is found by its id. */
  readonly #ownerIndex: string | null;
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #yield: StatementSync;
  /** What was written to any version of this connection, where nothing was there before; otherwise null. */
  readonly #written: IdFilter | null;

  /** @param written takes the ids of what is written: most documents of a connection's versions have the same ones. */
  constructor(db: DatabaseSync, ref: ViewRef, indexes: readonly string[], written: IdFilter) {
    addChecksums(db, ref);
    this.#db = db;
    this.#table = tableOf(ref);
    this.#columns = columnsOf(indexes);
    const lacking = new Set(lackingIndexes(db, ref, indexes).map(({ of }) => of));
    this.#ownerIndex = lacking.has(null) ? (indexes.find((index) => !lacking.has(index)) ?? null) : null;
    const isEmpty = db.prepare(`SELECT 1 FROM ${this.#table} LIMIT 1`).get() === undefined;
    this.#written = isEmpty ? written : null;

    const column = this.#ownerIndex === null ? null : this.#columns.get(this.#ownerIndex);
    const among = column === null ? '' : ` AND ${column} > ?2 AND ${column} < ?3`;
    this.#select = db.prepare(`SELECT rowid, id, position, body, checksum FROM ${this.#table} WHERE id = ?1${among}`);
    const keys = [...this.#columns.values()];
    const keyNames = keys.map((name) => `, ${name}`).join('');
    // Bodies come as the bytes of their texts: so they are made once, for the checksum and for the row.
    this.#insert = db.prepare(
      `INSERT INTO ${this.#table} (id, position, body, checksum${keyNames}) VALUES (?, ?, CAST(? AS TEXT), ?${', ?'.repeat(keys.length)})`,
    );
    const set = keys.map((name) => `, ${name} = ?`).join('');
    this.#update = db.prepare(
      `UPDATE ${this.#table} SET id = ?, position = ?, body = CAST(? AS TEXT), checksum = ?${set} WHERE rowid = ?`,
    );
    this.#yield = db.prepare(`UPDATE ${this.#table} SET position = '' WHERE rowid = ?`);
  }

  /** One that is damaged gives way to whatever is written next. */
  load(id: string, owner: string): StoredDocument | undefined {
    const row = this.#find(id, owner);
    if (row === undefined) return undefined;
    const document = documentIn(row);
    if (document.damaged) this.#yield.run(row.rowid);
    return document;
  }

  /** Writes a document, unless there is a newer one. */
  put({ id, position, body, keys }: DocumentChange): void {
    const before = this.#find(id, this.#ownerIndex === null ? '' : firstIn(keys[this.#ownerIndex] ?? ''));
    if (before !== undefined && before.position >= position) return;
    const head = id + position;
    const bytes = Buffer.from(head + JSON.stringify(body));
    const values: (string | number | Uint8Array | null)[] = [
      id,
      position,
      bytes.subarray(Buffer.byteLength(head)),
      crc32(bytes),
    ];
    for (const index of this.#columns.keys()) values.push(keys[index] ?? null);
    if (before === undefined) this.#insert.run(...values);
    else this.#update.run(...values, before.rowid);
    this.#written?.add(id);
  }

  /** By an index that the table has. */
  find(query: IndexQuery): FoundDocument[] {
    const column = this.#columns.get(query.index);
    const { from, to } = rangeOf(query);
    const sql = `SELECT ${column} AS key, id, position, body, checksum FROM ${this.#table} WHERE ${column} > ? AND ${column} < ?
      ORDER BY ${column} ${query.direction === 'ascending' ? 'ASC' : 'DESC'} LIMIT ?`;
    const rows = this.#db.prepare(sql).all(from, to, query.limit) as unknown as (DocumentRow & { key: string })[];
    return rows.map((row) => ({ key: row.key, ...documentIn(row) }));
  }

  #find(id: string, owner: string): FilledRow | undefined {
    if (this.#written?.mayHold(id) === false) return undefined;
    const { from, to } = rangeOf({ prefix: indexPrefix(owner), direction: 'ascending', after: null });
    const row = this.#ownerIndex === null ? this.#select.get(id) : this.#select.get(id, from, to);
    return row as FilledRow | undefined;
  }
}
