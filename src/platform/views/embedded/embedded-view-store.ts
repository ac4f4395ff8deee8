import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { START, StoreUnavailable } from '../../eventstore/event-store.ts';
import { type Healing, noHealing } from '../../runtime/healing.ts';
import { closeDamaged, isDamage } from '../../runtime/sqlite-faults.ts';
import { inTransaction } from '../../runtime/sqlite-transaction.ts';
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
  ViewStanding,
  ViewStore,
} from '../view-store.ts';
import { compactFile } from './compact-file.ts';
import { DocumentTable } from './document-table.ts';
import { LeftOutIndexes } from './left-out-indexes.ts';
import { OtherWriters } from './other-writers.ts';
import { VersionTable } from './version-table.ts';

export interface EmbeddedViewStoreOptions {
  readonly path: string;
  /** What is done with a file that is found damaged. Default: every call fails. */
  readonly healing?: Healing;
  /** How long a call waits for another connection that writes. Default: 5 s. */
  readonly busyMs?: number;
  /** Whether this connection is the only one that writes to the versions that it writes to. Default: false. */
  readonly isAlone?: boolean;
}

/** The embedded views, and what is done to fill them on another thread with a connection of its own. */
export interface EmbeddedViews extends ViewStore {
  /** Whether a version was left without indexes: nothing can be found in it by a key until it is filled. */
  isBare(ref: ViewRef): boolean;
  /**
   * Gets versions ready to be filled. What is empty gets its indexes at the end, by {@link makeIndex}.
   * @param but the index that a view is looked up by while it is filled, if there is one.
   */
  beginFilling(refs: readonly ViewRef[], but: (view: string) => string | undefined): void;
  /** Makes one of the indexes that a version lacks, and holds the thread for as long as that takes; false when it lacks none. */
  makeIndex(ref: ViewRef): boolean;
  /**
   * Nobody else writes any more.
   * @param isFailed throws away what is not whole, to begin it anew.
   */
  endFilling(refs: readonly ViewRef[], isFailed: boolean): void;
}

/**
 * Opens the views' file. Views can be rebuilt from the log, so a commit need not wait for the disk.
 * @throws StartFault when the file can't be used.
 */
export function openEmbeddedViewStore(options: EmbeddedViewStoreOptions): EmbeddedViews {
  const { path, healing = noHealing, busyMs = BUSY_MS, isAlone = false } = options;
  try {
    return new EmbeddedViewStore(path, healing, busyMs, isAlone);
  } catch (error) {
    throw new StartFault(
      `The views' file ${path} can't be opened: ${(error as Error).message}. Delete it: it is rebuilt from the event log.`,
    );
  }
}

const BUSY_MS = 5_000;
/** While others write for longer than anybody can be kept waiting. */
const SHORT_BUSY_MS = 20;

/** A file, opened, with what is prepared for it. */
interface OpenFile {
  readonly db: DatabaseSync;
  readonly versions: VersionTable;
  readonly leftOut: LeftOutIndexes;
  readonly others: OtherWriters;
  readonly tables: Map<string, DocumentTable>;
  readonly park: StatementSync;
  readonly unpark: StatementSync;
}

function openFile(path: string, busyMs: number): OpenFile {
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;');
  db.exec(`PRAGMA busy_timeout = ${busyMs}`);
  const versions = new VersionTable(db);
  return {
    db,
    versions,
    leftOut: new LeftOutIndexes(db),
    others: new OtherWriters(db),
    tables: new Map(),
    park: db.prepare('INSERT OR REPLACE INTO parked (view, version, id, position, reason) VALUES (?,?,?,?,?)'),
    unpark: db.prepare('DELETE FROM parked WHERE view = ? AND version = ? AND id = ?'),
  };
}

/** A change that waits for its commit. */
interface Change {
  readonly ref: ViewRef;
  readonly changes: ViewChanges;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

class EmbeddedViewStore implements EmbeddedViews {
  readonly #path: string;
  readonly #busyMs: number;
  readonly #isAlone: boolean;
  readonly #healing: Healing;
  readonly #listeners = new Set<(ref: ViewRef) => void>();
  readonly #changes: Change[] = [];
  #file: OpenFile;

  constructor(path: string, healing: Healing, busyMs: number, isAlone: boolean) {
    this.#path = path;
    this.#isAlone = isAlone;
    this.#healing = healing;
    this.#busyMs = busyMs;
    this.#file = openFile(path, busyMs);
  }

  onDamage(listener: (ref: ViewRef) => void): void {
    this.#listeners.add(listener);
  }

  async view(name: string): Promise<StoredView> {
    return this.#guarded(() => this.#file.versions.view(name));
  }

  async standings(): Promise<ReadonlyMap<string, ViewStanding>> {
    return this.#guarded(() => this.#file.versions.standings());
  }

  async create(view: string, { purpose, fingerprint, logId, indexes }: NewVersion): Promise<StoredVersion> {
    return this.#together(() => {
      const version = this.#file.versions.add(view, { purpose, fingerprint, logId, indexes });
      DocumentTable.create(this.#file.db, { view, version }, indexes);
      return { version, purpose, fingerprint, logId, position: START, parked: [] };
    });
  }

  async goLive(ref: ViewRef, over?: number | null): Promise<boolean> {
    return this.#together(() => {
      this.#table(ref);
      if (over !== undefined && this.#file.versions.view(ref.view).live !== over) return false;
      this.#file.versions.goLive(ref);
      return true;
    });
  }

  async keep(ref: ViewRef): Promise<void> {
    this.#together(() => {
      this.#table(ref);
      this.#file.versions.keep(ref);
    });
  }

  async drop(ref: ViewRef): Promise<void> {
    this.#together(() => {
      if (this.#file.versions.view(ref.view).live === ref.version)
        throw new TypeError('the live version can not be dropped');
      this.#file.tables.delete(keyOf(ref));
      DocumentTable.drop(this.#file.db, ref);
      this.#file.versions.remove(ref);
    });
  }

  async report(name: string, kind: ReportKind, report: ComparisonReport): Promise<void> {
    this.#guarded(() => this.#file.versions.report(name, kind, report));
  }

  async load(ref: ViewRef, ids: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>> {
    const documents = this.#guarded(() => this.#table(ref).load(ids));
    this.#look(ref, documents.values());
    return documents;
  }

  /** What several views make of the same events comes in one go, and is committed in one. */
  apply(ref: ViewRef, changes: ViewChanges): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#changes.push({ ref, changes, resolve, reject });
      if (this.#changes.length === 1) process.nextTick(() => this.#applyAll(this.#changes.splice(0)));
    });
  }

  async find(ref: ViewRef, query: IndexQuery) {
    if (!this.#isAlone && this.isBare(ref))
      throw new StoreUnavailable(`the view ${ref.view} is being filled from history`);
    const found = this.#guarded(() => this.#table(ref).find(query));
    this.#look(ref, found);
    return found;
  }

  async scan(ref: ViewRef, after: string | null, limit: number) {
    const page = this.#guarded(() => this.#table(ref).scan(after, limit));
    this.#look(ref, page);
    return page;
  }

  /** Pages keep pieces of what once lay in them, so they are all written anew: about a second for 50 MB, on a thread of its own. */
  async scrub(): Promise<void> {
    this.#waitFor(SHORT_BUSY_MS);
    try {
      await compactFile(this.#path);
    } catch (error) {
      throw new StoreUnavailable(`the views' file can't be compacted: ${(error as Error).message}`);
    } finally {
      this.#waitFor(this.#busyMs);
    }
  }

  isBare(ref: ViewRef): boolean {
    return this.#file.leftOut.isBare(ref);
  }

  beginFilling(refs: readonly ViewRef[], but: (view: string) => string | undefined): void {
    this.#together(() => {
      for (const ref of refs) this.#file.leftOut.leaveOut(ref, but(ref.view));
    });
    this.#waitFor(SHORT_BUSY_MS);
  }

  makeIndex(ref: ViewRef): boolean {
    return this.#guarded(() => this.#file.leftOut.makeOne(ref));
  }

  endFilling(refs: readonly ViewRef[], isFailed: boolean): void {
    this.#waitFor(this.#busyMs);
    this.#file.others.lookAgain();
    this.#guarded(() => this.#file.leftOut.lookAgain());
    if (!isFailed) return;
    this.#together(() => {
      for (const ref of refs.filter((each) => this.isBare(each))) {
        const indexes = this.#file.versions.indexesOf(ref);
        this.#file.tables.delete(keyOf(ref));
        DocumentTable.drop(this.#file.db, ref);
        DocumentTable.create(this.#file.db, ref, indexes);
        this.#file.versions.reset(ref);
      }
      this.#file.leftOut.lookAgain();
    });
  }

  async close(): Promise<void> {
    this.#applyAll(this.#changes.splice(0));
    if (this.#file.db.isOpen) this.#file.db.close();
  }

  /** A fault is only of the change that has it: those that can't be made together are made one by one. */
  #applyAll(all: readonly Change[]): void {
    if (all.length === 0) return;
    try {
      const written = this.#together(() => all.map(({ ref, changes }) => this.#write(ref, changes)));
      for (const { table, documents } of written) table.remember(documents);
      for (const { resolve } of all) resolve();
    } catch (error) {
      if (all.length === 1) all[0]?.reject(error as Error);
      else for (const each of all) this.#applyAll([each]);
    }
  }

  #write(ref: ViewRef, { documents, parked, unparked = [], position }: ViewChanges) {
    const table = this.#table(ref);
    const written = documents.filter((change) => table.put(change));
    for (const { id, position: at, reason } of parked) this.#file.park.run(ref.view, ref.version, id, at, reason);
    for (const id of unparked) this.#file.unpark.run(ref.view, ref.version, id);
    this.#file.versions.moveOn(ref, position);
    return { table, documents: written };
  }

  /** Tells who listens when one of these documents is not what was written. */
  #look(ref: ViewRef, documents: Iterable<{ readonly damaged?: true }>): void {
    for (const { damaged } of documents) {
      if (!damaged) continue;
      for (const listener of this.#listeners) listener(ref);
      return;
    }
  }

  /** The file is damaged beyond single documents: it is put aside, and another one takes its place. */
  #makeAnew(): void {
    const aside = this.#healing.setAside();
    if (aside === null) return;
    closeDamaged(this.#file.db);
    this.#file = openFile(this.#path, this.#busyMs);
    this.#healing.told({ file: this.#path, aside }, 'the views’ file is damaged; all views are made anew');
  }

  #table(ref: ViewRef): DocumentTable {
    const known = this.#file.tables.get(keyOf(ref));
    if (known !== undefined) return known;
    const { db, others, versions } = this.#file;
    const table = new DocumentTable(db, others, ref, versions.indexesOf(ref), this.#isAlone);
    this.#file.tables.set(keyOf(ref), table);
    return table;
  }

  /** How long another connection that writes may stand in the way. */
  #waitFor(ms: number): void {
    this.#guarded(() => this.#file.db.exec(`PRAGMA busy_timeout = ${ms}`));
  }

  #together<T>(work: () => T): T {
    return this.#guarded(() => inTransaction(this.#file.db, work));
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof TypeError) throw error;
      if (isDamage(error) || error instanceof SyntaxError) this.#makeAnew();
      throw new StoreUnavailable(`the views can't be used: ${(error as Error).message}`);
    }
  }
}

function keyOf({ view, version }: ViewRef): string {
  return `${view}/${version}`;
}
