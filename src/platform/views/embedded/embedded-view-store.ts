import type { DatabaseSync } from 'node:sqlite';
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
  ViewStanding,
  ViewStore,
} from '../view-store.ts';
import { compactFile } from './compact-file.ts';
import { ViewsFile, type ViewsFileOptions } from './views-file.ts';
import { WriteBehind } from './write-behind.ts';

/** The embedded views, and what is done to fill them on another thread with a connection of its own. */
export interface EmbeddedViews extends ViewStore {
  /** Writes to the file by its own connection: after what another one has written, no document at hand counts any more. @throws StoreUnavailable */
  writeBeside(write: (db: DatabaseSync) => void): void;
  /** Whether a version was left without indexes: nothing can be found in it by them until it is filled. */
  isBare(ref: ViewRef): boolean;
  /**
   * Gets versions ready to be filled by a `FillingStore`. What is empty gets its indexes at the end.
   * @param by the index by which the documents of a view are found while it is filled; absent: by that of their ids.
   */
  beginFilling(refs: readonly ViewRef[], by: (view: string) => string | undefined): void;
  /**
   * Nobody else writes any more.
   * @param isFailed throws away what is not whole, to begin it anew.
   */
  endFilling(refs: readonly ViewRef[], isFailed: boolean): void;
}

export interface EmbeddedViewsOptions extends ViewsFileOptions {
  /**
   * How long a few changes are held back to be written together with later ones, in milliseconds. They can be read at once; who kills the
   * process takes them away, and the position that speaks for them. Default: they are written as they come.
   */
  readonly behindMs?: number;
}

/**
 * Opens the views' file. Views can be rebuilt from the log, so a commit need not wait for the disk.
 * @throws StartFault when the file can't be used.
 */
export function openEmbeddedViewStore(options: EmbeddedViewsOptions): EmbeddedViews {
  try {
    const file = new ViewsFile(options);
    const { behindMs } = options;
    return new EmbeddedViewStore(file, behindMs === undefined ? null : new WriteBehind(file, behindMs));
  } catch (error) {
    throw new StartFault(
      `The views' file ${options.path} can't be opened: ${(error as Error).message}. Delete it: it is rebuilt from the event log.`,
    );
  }
}

/** A change that waits for its commit. */
interface Change {
  readonly ref: ViewRef;
  readonly changes: ViewChanges;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** More documents at once are history, of which each is written once anyway. */
const FEW = 50;

class EmbeddedViewStore implements EmbeddedViews {
  readonly #file: ViewsFile;
  readonly #behind: WriteBehind | null;
  readonly #listeners = new Set<(ref: ViewRef) => void>();
  readonly #changes: Change[] = [];

  constructor(file: ViewsFile, behind: WriteBehind | null) {
    this.#file = file;
    this.#behind = behind;
  }

  onDamage(listener: (ref: ViewRef) => void): void {
    this.#listeners.add(listener);
  }

  async view(name: string): Promise<StoredView> {
    const view = this.#file.guarded(() => this.#file.versions.view(name));
    return { ...view, versions: this.#asApplied(name, view.versions) };
  }

  async standings(): Promise<ReadonlyMap<string, ViewStanding>> {
    const standings = this.#file.guarded(() => this.#file.versions.standings());
    const asApplied = new Map<string, ViewStanding>();
    for (const [name, { live, versions }] of standings)
      asApplied.set(name, { live, versions: this.#asApplied(name, versions) });
    return asApplied;
  }

  async create(view: string, { purpose, fingerprint, logId, indexes }: NewVersion): Promise<StoredVersion> {
    return this.#file.together(() => {
      const version = this.#file.versions.add(view, { purpose, fingerprint, logId, indexes });
      this.#file.createTable({ view, version }, indexes);
      return { version, purpose, fingerprint, logId, position: START, parked: [] };
    });
  }

  async goLive(ref: ViewRef, over?: number | null): Promise<boolean> {
    return this.#file.together(() => {
      this.#file.table(ref);
      if (over !== undefined && this.#file.versions.view(ref.view).live !== over) return false;
      this.#file.versions.goLive(ref);
      return true;
    });
  }

  async keep(ref: ViewRef): Promise<void> {
    this.#file.together(() => {
      this.#file.table(ref);
      this.#file.versions.keep(ref);
    });
  }

  async drop(ref: ViewRef): Promise<void> {
    this.#file.together(() => {
      if (this.#file.versions.view(ref.view).live === ref.version)
        throw new TypeError('the live version can not be dropped');
      this.#file.dropTable(ref);
      this.#file.versions.remove(ref);
    });
  }

  async report(name: string, kind: ReportKind, report: ComparisonReport): Promise<void> {
    this.#file.guarded(() => this.#file.versions.report(name, kind, report));
  }

  async load(ref: ViewRef, ids: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>> {
    if (this.#file.leftOut.isWithoutIds(ref)) throw beingFilled(ref);
    const documents = this.#file.guarded(() => this.#file.table(ref).load(ids));
    this.#look(ref, documents.values());
    return documents;
  }

  async apply(ref: ViewRef, changes: ViewChanges): Promise<void> {
    const { documents, parked, unparked } = changes;
    const isUsual = documents.length <= FEW && parked.length === 0 && unparked === undefined;
    if (this.#behind === null || !isUsual) return this.#applyNow(ref, changes);
    const table = this.#file.guarded(() => {
      const held = this.#file.table(ref);
      held.hold(changes);
      return held;
    });
    this.#behind.follow(table);
  }

  /** What several views make of the same events comes in one go, and is committed in one. */
  #applyNow(ref: ViewRef, changes: ViewChanges): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#changes.push({ ref, changes, resolve, reject });
      if (this.#changes.length === 1) process.nextTick(() => this.#applyAll(this.#changes.splice(0)));
    });
  }

  async find(ref: ViewRef, query: IndexQuery) {
    if (this.isBare(ref)) throw beingFilled(ref);
    const found = this.#file.guarded(() => this.#file.table(ref).find(query));
    this.#look(ref, found);
    return found;
  }

  async scan(ref: ViewRef, after: string | null, limit: number) {
    const page = this.#file.guarded(() => {
      const table = this.#file.table(ref);
      this.#behind?.writeNow([table]);
      return table.table.scan(after, limit);
    });
    this.#look(ref, page);
    return page;
  }

  /** Pages keep pieces of what once lay in them, so they are all written anew: about a second for 50 MB, on a thread of its own. */
  async scrub(): Promise<void> {
    // What was erased in a document that is held back stands in the file as it was.
    this.#behind?.writeNow();
    this.#file.wait('briefly');
    try {
      await compactFile(this.#file.path);
    } catch (error) {
      throw new StoreUnavailable(`the views' file can't be compacted: ${(error as Error).message}`);
    } finally {
      this.#file.wait('as-usual');
    }
  }

  writeBeside(write: (db: DatabaseSync) => void): void {
    this.#file.writeBeside(write);
  }

  isBare(ref: ViewRef): boolean {
    return this.#file.leftOut.isBare(ref);
  }

  beginFilling(refs: readonly ViewRef[], by: (view: string) => string | undefined): void {
    this.#behind?.writeNow();
    this.#file.together(() => {
      for (const ref of refs) this.#file.leftOut.leaveOut(ref, by(ref.view));
    });
    this.#file.wait('briefly');
  }

  endFilling(refs: readonly ViewRef[], isFailed: boolean): void {
    this.#file.wait('as-usual');
    this.#file.others.lookAgain();
    this.#file.guarded(() => this.#file.leftOut.lookAgain());
    if (!isFailed) return;
    this.#file.together(() => {
      for (const ref of refs.filter((each) => this.isBare(each))) {
        const indexes = this.#file.versions.indexesOf(ref);
        this.#file.dropTable(ref);
        this.#file.createTable(ref, indexes);
        this.#file.versions.reset(ref);
      }
      this.#file.leftOut.lookAgain();
    });
  }

  async close(): Promise<void> {
    this.#behind?.stop();
    this.#applyAll(this.#changes.splice(0));
    try {
      this.#behind?.writeNow();
    } finally {
      this.#file.close();
    }
  }

  /** A fault is only of the change that has it: those that can't be made together are made one by one. */
  #applyAll(all: readonly Change[]): void {
    if (all.length === 0) return;
    try {
      const written = this.#file.together(() => all.map(({ ref, changes }) => this.#write(ref, changes)));
      for (const { table, documents, held } of written) {
        table.table.remember(documents);
        table.release(held);
      }
      for (const { resolve } of all) resolve();
    } catch (error) {
      if (all.length === 1) all[0]?.reject(error as Error);
      else for (const each of all) this.#applyAll([each]);
    }
  }

  #write(ref: ViewRef, { documents, parked, unparked = [], position }: ViewChanges) {
    const table = this.#file.table(ref);
    const held = table.oldest(Number.POSITIVE_INFINITY);
    const written = [...held, ...documents].filter((change) => table.table.put(change));
    for (const each of parked) this.#file.versions.park(ref, each);
    for (const id of unparked) this.#file.versions.unpark(ref, id);
    for (const each of [table.position, position]) this.#file.versions.moveOn(ref, each);
    return { table, documents: written, held };
  }

  /** Versions at the positions up to which they can be read, and not only those that are written. */
  #asApplied<Version extends Omit<StoredVersion, 'parked'>>(view: string, versions: readonly Version[]): Version[] {
    return versions.map((stored) => {
      const position = this.#file.positionHeld({ view, version: stored.version });
      return position > stored.position ? { ...stored, position } : stored;
    });
  }

  /** Tells who listens when one of these documents is not what was written. */
  #look(ref: ViewRef, documents: Iterable<{ readonly damaged?: true }>): void {
    for (const { damaged } of documents) {
      if (!damaged) continue;
      for (const listener of this.#listeners) listener(ref);
      return;
    }
  }
}

function beingFilled({ view }: ViewRef): StoreUnavailable {
  return new StoreUnavailable(`the view ${view} is being filled from history`);
}
