import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { START, StoreUnavailable } from '../../eventstore/event-store.ts';
import { StartFault } from '../../runtime/start-fault.ts';
import type {
  ComparisonReport,
  IndexQuery,
  NewVersion,
  ReportKind,
  StoredDocument,
  StoredVersion,
  StoredView,
  ViewChanges,
  ViewRef,
  ViewStore,
} from '../view-store.ts';
import { DocumentTable } from './document-table.ts';
import { VersionTable } from './version-table.ts';

/**
 * Opens the views' file. Views can be rebuilt from the log, so a commit need not wait for the disk.
 * @throws StartFault when the file can't be used.
 */
export function openEmbeddedViewStore({ path }: { readonly path: string }): ViewStore {
  try {
    return new EmbeddedViewStore(path);
  } catch (error) {
    throw new StartFault(
      `The views' file ${path} can't be opened: ${(error as Error).message}. Delete it: it is rebuilt from the event log.`,
    );
  }
}

class EmbeddedViewStore implements ViewStore {
  readonly #db: DatabaseSync;
  readonly #versions: VersionTable;
  readonly #tables = new Map<string, DocumentTable>();
  readonly #park: StatementSync;
  readonly #unpark: StatementSync;

  constructor(path: string) {
    this.#db = new DatabaseSync(path);
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
    this.#versions = new VersionTable(this.#db);
    this.#park = this.#db.prepare(
      'INSERT OR REPLACE INTO parked (view, version, id, position, reason) VALUES (?,?,?,?,?)',
    );
    this.#unpark = this.#db.prepare('DELETE FROM parked WHERE view = ? AND version = ? AND id = ?');
  }

  async view(name: string): Promise<StoredView> {
    return this.#guarded(() => this.#versions.view(name));
  }

  async create(view: string, { purpose, fingerprint, logId, indexes }: NewVersion): Promise<StoredVersion> {
    return this.#together(() => {
      const version = this.#versions.add(view, { purpose, fingerprint, logId, indexes });
      DocumentTable.create(this.#db, { view, version }, indexes);
      return { version, purpose, fingerprint, logId, position: START, parked: [] };
    });
  }

  async goLive(ref: ViewRef): Promise<void> {
    this.#together(() => {
      this.#table(ref);
      this.#versions.goLive(ref);
    });
  }

  async drop(ref: ViewRef): Promise<void> {
    this.#together(() => {
      if (this.#versions.view(ref.view).live === ref.version)
        throw new TypeError('the live version can not be dropped');
      this.#tables.delete(keyOf(ref));
      DocumentTable.drop(this.#db, ref);
      this.#versions.remove(ref);
    });
  }

  async report(name: string, kind: ReportKind, report: ComparisonReport): Promise<void> {
    this.#guarded(() => this.#versions.report(name, kind, report));
  }

  async load(ref: ViewRef, ids: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>> {
    return this.#guarded(() => this.#table(ref).load(ids));
  }

  async apply(ref: ViewRef, { documents, parked, unparked = [], position }: ViewChanges): Promise<void> {
    this.#together(() => {
      const table = this.#table(ref);
      for (const change of documents) table.put(change);
      for (const { id, position: at, reason } of parked) this.#park.run(ref.view, ref.version, id, at, reason);
      for (const id of unparked) this.#unpark.run(ref.view, ref.version, id);
      this.#versions.moveOn(ref, position);
    });
  }

  async find(ref: ViewRef, query: IndexQuery) {
    return this.#guarded(() => this.#table(ref).find(query));
  }

  async scan(ref: ViewRef, after: string | null, limit: number) {
    return this.#guarded(() => this.#table(ref).scan(after, limit));
  }

  async close(): Promise<void> {
    if (this.#db.isOpen) this.#db.close();
  }

  #table(ref: ViewRef): DocumentTable {
    const known = this.#tables.get(keyOf(ref));
    if (known !== undefined) return known;
    const table = new DocumentTable(this.#db, ref, this.#versions.indexesOf(ref));
    this.#tables.set(keyOf(ref), table);
    return table;
  }

  #together<T>(work: () => T): T {
    return this.#guarded(() => {
      this.#db.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.#db.exec('COMMIT');
        return result;
      } catch (error) {
        if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
        throw error;
      }
    });
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof TypeError) throw error;
      throw new StoreUnavailable(`the views can't be used: ${(error as Error).message}`);
    }
  }
}

function keyOf({ view, version }: ViewRef): string {
  return `${view}/${version}`;
}
