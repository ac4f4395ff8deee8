import { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../../runtime/sqlite-transaction.ts';
import type {
  DocumentWriter,
  FoundDocument,
  IndexQuery,
  StoredDocument,
  StoredView,
  ViewChanges,
  ViewDocuments,
  ViewRef,
} from '../view-store.ts';
import { FilledTable } from './filled-table.ts';
import { IdFilter } from './id-filter.ts';
import { LeftOutIndexes } from './left-out-indexes.ts';
import { VersionTable } from './version-table.ts';

/** Others who fill may be making an index, which takes as long as there are documents. */
const BUSY_MS = 10 * 60_000;
/**
 * Pages of 4 KiB that lie in the WAL before they are taken into the file: one that is written again and again, at the end of a table or of an index, is
 * taken over once, and the disk is waited for seldom.
 */
const WAL_PAGES = 8_000;

/** A change that waits for its commit. */
interface Change {
  readonly ref: ViewRef;
  readonly changes: ViewChanges;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * The views' file by a connection that fills versions beside the one that serves. All methods throw errors of SQLite: what could not be
 * filled is begun anew.
 */
export class FillingStore implements ViewDocuments {
  readonly #db: DatabaseSync;
  readonly #versions: VersionTable;
  readonly #leftOut: LeftOutIndexes;
  readonly #tables = new Map<string, FilledTable>();
  readonly #written = new IdFilter();
  readonly #changes: Change[] = [];

  constructor(path: string) {
    this.#db = new DatabaseSync(path);
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;');
    this.#db.exec(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA wal_autocheckpoint = ${WAL_PAGES}`);
    this.#versions = new VersionTable(this.#db);
    this.#leftOut = new LeftOutIndexes(this.#db);
  }

  view(name: string): StoredView {
    return this.#versions.view(name);
  }

  async load(
    ref: ViewRef,
    ids: readonly string[],
    { ownerOf }: DocumentWriter,
  ): Promise<ReadonlyMap<string, StoredDocument>> {
    const table = this.#tableOf(ref);
    const loaded = new Map<string, StoredDocument>();
    for (const id of ids) {
      const document = table.load(id, ownerOf(id));
      if (document !== undefined) loaded.set(id, document);
    }
    return loaded;
  }

  async find(ref: ViewRef, query: IndexQuery): Promise<readonly FoundDocument[]> {
    return this.#tableOf(ref).find(query);
  }

  /** What several views make of the same events comes in one go, and is committed in one. */
  apply(ref: ViewRef, changes: ViewChanges): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#changes.push({ ref, changes, resolve, reject });
      if (this.#changes.length === 1) process.nextTick(() => this.#applyAll(this.#changes.splice(0)));
    });
  }

  /** Makes one of the indexes that a version lacks, and holds the thread for as long as that takes; false when it lacks none. */
  makeIndex(ref: ViewRef): boolean {
    return this.#leftOut.makeOne(ref);
  }

  /** Takes what lies in the WAL into the file: who serves would have to do it with one of its own commits. */
  close(): void {
    try {
      this.#db.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } finally {
      this.#db.close();
    }
  }

  #applyAll(all: readonly Change[]): void {
    try {
      inTransaction(this.#db, () => {
        for (const { ref, changes } of all) this.#write(ref, changes);
      });
      for (const { resolve } of all) resolve();
    } catch (error) {
      for (const { reject } of all) reject(error as Error);
    }
  }

  #write(ref: ViewRef, { documents, parked, position }: ViewChanges): void {
    const table = this.#tableOf(ref);
    for (const each of documents) table.put(each);
    for (const each of parked) this.#versions.park(ref, each);
    this.#versions.moveOn(ref, position);
  }

  #tableOf(ref: ViewRef): FilledTable {
    const name = `${ref.view}/${ref.version}`;
    const known = this.#tables.get(name);
    if (known !== undefined) return known;
    const table = new FilledTable(this.#db, ref, this.#versions.indexesOf(ref), this.#written);
    this.#tables.set(name, table);
    return table;
  }
}
