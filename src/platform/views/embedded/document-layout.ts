import type { DatabaseSync } from 'node:sqlite';
import type { ViewRef } from '../view-store.ts';

/** An index of the table of a version. */
export interface TableIndex {
  readonly name: string;
  readonly column: string;
  /** What the view calls it; null for the one of ids. */
  readonly of: string | null;
}

/** The table of a version's documents. */
export function tableOf({ view, version }: ViewRef): string {
  return `view_${view.replaceAll('-', '_')}_${version}`;
}

/** By index of the view: the column that holds a document's key. */
export function columnsOf(indexes: readonly string[]): ReadonlyMap<string, string> {
  return new Map(indexes.map((index, number) => [index, `key_${number}`]));
}

/** All indexes that a table has when it is whole: that of ids, and one for each of the view. */
export function tableIndexes(ref: ViewRef, indexes: readonly string[]): readonly TableIndex[] {
  const nameOf = (column: string) => `${tableOf(ref)}_${column}`;
  const ofKeys = [...columnsOf(indexes)].map(([of, column]) => ({ name: nameOf(column), column, of }));
  return [{ name: nameOf('id'), column: 'id', of: null }, ...ofKeys];
}

/** Those of them that are not there. */
export function lackingIndexes(db: DatabaseSync, ref: ViewRef, indexes: readonly string[]): readonly TableIndex[] {
  const rows = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?").all(tableOf(ref));
  const there = new Set(rows.map(({ name }) => name));
  // Tables of earlier releases have an index of ids that SQLite made by itself, and that can't be left out.
  const isThere = ({ name, of }: TableIndex) => there.has(name) || (of === null && there.has(ownIndexOf(ref)));
  return tableIndexes(ref, indexes).filter((index) => !isThere(index));
}

/** Makes a table with all its indexes. */
export function createTable(db: DatabaseSync, ref: ViewRef, indexes: readonly string[]): void {
  const keys = [...columnsOf(indexes).values()].map((column) => `, ${column} TEXT`).join('');
  const columns = `id TEXT NOT NULL, position TEXT NOT NULL, body TEXT NOT NULL, checksum INTEGER${keys}`;
  db.exec(`CREATE TABLE ${tableOf(ref)} (${columns}) STRICT`);
  for (const index of tableIndexes(ref, indexes)) createIndex(db, ref, index);
}

export function createIndex(db: DatabaseSync, ref: ViewRef, { name, column, of }: TableIndex): void {
  db.exec(`CREATE ${of === null ? 'UNIQUE ' : ''}INDEX ${name} ON ${tableOf(ref)} (${column})`);
}

/** Leaves all indexes out but one: that of the view by its name, or that of ids. */
export function dropIndexes(db: DatabaseSync, ref: ViewRef, indexes: readonly string[], but: string | null): void {
  for (const { name, of } of tableIndexes(ref, indexes)) if (of !== but) db.exec(`DROP INDEX IF EXISTS ${name}`);
}

export function dropTable(db: DatabaseSync, ref: ViewRef): void {
  db.exec(`DROP TABLE IF EXISTS ${tableOf(ref)}`);
}

/** Tables of earlier releases have no checksums: rows get one when they are written next. */
export function addChecksums(db: DatabaseSync, ref: ViewRef): void {
  const known = db.prepare("SELECT 1 FROM pragma_table_info(?) WHERE name = 'checksum'").get(tableOf(ref));
  if (known === undefined) db.exec(`ALTER TABLE ${tableOf(ref)} ADD COLUMN checksum INTEGER`);
}

function ownIndexOf(ref: ViewRef): string {
  return `sqlite_autoindex_${tableOf(ref)}_1`;
}
