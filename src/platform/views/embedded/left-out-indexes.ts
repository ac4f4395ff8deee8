import type { DatabaseSync } from 'node:sqlite';
import { type Position, START } from '../../eventstore/event-store.ts';
import type { ViewRef } from '../view-store.ts';
import { DocumentTable } from './document-table.ts';

interface VersionRow {
  readonly view: string;
  readonly version: number;
  readonly indexes: string;
  readonly position: Position;
}

/**
 * Versions whose tables have no indexes yet, because a long history is being taken into them. Nothing can be looked up in them by a key
 * meanwhile: without its index that would be a walk through all documents.
 */
export class LeftOutIndexes {
  readonly #db: DatabaseSync;
  #bare: ReadonlySet<string>;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#bare = this.#look();
  }

  /** Whether a version lacks an index, as of the last look. */
  isBare(ref: ViewRef): boolean {
    return this.#bare.has(nameOf(ref));
  }

  /** Leaves the indexes of a version out from now on, but for one that it is filled by, if there is nothing in it yet. */
  leaveOut(ref: ViewRef, but: string | undefined): void {
    const row = this.#versionOf(ref);
    if (row !== undefined && row.position === START) DocumentTable.unindex(this.#db, ref, namesIn(row), but);
    this.lookAgain();
  }

  /** Makes one of the indexes that a version lacks, and takes as long as there are documents; false when it lacks none. */
  makeOne(ref: ViewRef): boolean {
    const row = this.#versionOf(ref);
    if (row === undefined) return false;
    const there = this.#there();
    const lacking = DocumentTable.indexNames(ref, namesIn(row)).findIndex((name) => !there.has(name));
    if (lacking >= 0) DocumentTable.index(this.#db, ref, namesIn(row), lacking);
    return lacking >= 0;
  }

  /** Another thread may have made some. */
  lookAgain(): void {
    this.#bare = this.#look();
  }

  #look(): ReadonlySet<string> {
    const rows = this.#db.prepare('SELECT view, version, indexes, position FROM versions').all();
    const there = this.#there();
    return new Set(
      (rows as unknown as VersionRow[])
        .filter((row) => DocumentTable.indexNames(row, namesIn(row)).some((name) => !there.has(name)))
        .map(nameOf),
    );
  }

  #there(): ReadonlySet<unknown> {
    const found = this.#db.prepare("SELECT name FROM sqlite_schema WHERE type = 'index'").all();
    return new Set(found.map(({ name }) => name));
  }

  #versionOf({ view, version }: ViewRef): VersionRow | undefined {
    return this.#db
      .prepare('SELECT view, version, indexes, position FROM versions WHERE view = ? AND version = ?')
      .get(view, version) as VersionRow | undefined;
  }
}

function namesIn({ indexes }: VersionRow): readonly string[] {
  return JSON.parse(indexes) as string[];
}

function nameOf({ view, version }: ViewRef): string {
  return `${view}/${version}`;
}
