import type { DatabaseSync } from 'node:sqlite';
import { type Position, START } from '../../eventstore/event-store.ts';
import type { ViewRef } from '../view-store.ts';
import { createIndex, dropIndexes, lackingIndexes, type TableIndex } from './document-layout.ts';

interface VersionRow {
  readonly view: string;
  readonly version: number;
  readonly indexes: string;
  readonly position: Position;
}

/**
 * Versions whose tables lack indexes, because a long history is being taken into them. Nothing can be looked up in them by such an index
 * meanwhile: without it that would be a walk through all documents.
 */
export class LeftOutIndexes {
  readonly #db: DatabaseSync;
  #lacking: ReadonlyMap<string, readonly TableIndex[]>;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#lacking = this.#look();
  }

  /** Whether a version lacks an index, as of the last look. */
  isBare(ref: ViewRef): boolean {
    return this.#lacking.has(nameOf(ref));
  }

  /** Whether it lacks the one of ids. */
  isWithoutIds(ref: ViewRef): boolean {
    return this.#lacking.get(nameOf(ref))?.some(({ of }) => of === null) ?? false;
  }

  /**
   * Leaves the indexes of a version out from now on, if there is nothing in it yet, but for the one by which it is filled.
   * @param by that one; absent: the one of ids.
   */
  leaveOut(ref: ViewRef, by: string | undefined): void {
    const row = this.#versionOf(ref);
    if (row !== undefined && row.position === START) dropIndexes(this.#db, ref, namesIn(row), by ?? null);
    this.lookAgain();
  }

  /** Makes one of the indexes that a version lacks, and takes as long as there are documents; false when it lacks none. */
  makeOne(ref: ViewRef): boolean {
    const row = this.#versionOf(ref);
    if (row === undefined) return false;
    const [lacking] = lackingIndexes(this.#db, ref, namesIn(row));
    if (lacking !== undefined) createIndex(this.#db, ref, lacking);
    return lacking !== undefined;
  }

  /** Another thread may have made some. */
  lookAgain(): void {
    this.#lacking = this.#look();
  }

  #look(): ReadonlyMap<string, readonly TableIndex[]> {
    const rows = this.#db.prepare('SELECT view, version, indexes, position FROM versions').all();
    return new Map(
      (rows as unknown as VersionRow[])
        .map((row) => [nameOf(row), lackingIndexes(this.#db, row, namesIn(row))] as const)
        .filter(([, lacking]) => lacking.length > 0),
    );
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
