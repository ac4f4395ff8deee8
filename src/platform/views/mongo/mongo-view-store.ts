import type { Db } from 'mongodb';
import { START, StoreUnavailable } from '../../eventstore/event-store.ts';
import type { MongoConnection } from '../../mongo/connect.ts';
import { withStoreFaults } from '../../mongo/faults.ts';
import { Gathered } from '../../runtime/gathered.ts';
import { systemTimer } from '../../runtime/system.ts';
import type { Timer } from '../../runtime/timer.ts';
import {
  type ComparisonReport,
  type DocumentWriter,
  type IndexQuery,
  type NewVersion,
  NoSuchVersion,
  type ReportKind,
  type StoredDocument,
  type StoredVersion,
  type StoredView,
  type ViewChanges,
  type ViewRef,
  type ViewStanding,
  type ViewStore,
} from '../view-store.ts';
import { DocumentCollection } from './document-collection.ts';
import { ParkedDocuments } from './parked-documents.ts';
import { Together } from './together.ts';
import { Versions } from './versions.ts';
import { type ViewRecord, ViewRecords } from './view-records.ts';

/** Views that are looked at within this time are read in one call, in milliseconds: whoever looks at all of them asks for one by one. */
const GATHERED_MS = 1;

/**
 * Views in MongoDB, without transactions: every write is guarded by a position, and documents are written before the position that
 * speaks for them. A crash in between makes the same events come again, and they change nothing.
 */
export class MongoViewStore implements ViewStore {
  readonly #db: Db;
  readonly #views: ViewRecords;
  readonly #parked: ParkedDocuments;
  readonly #versions: Versions;
  /** What is written in one turn has its positions written in one call. */
  readonly #together = new Together();
  readonly #reads: Gathered<string, StoredView>;
  #closed = false;

  private constructor({ db }: MongoConnection, timer: Timer) {
    this.#db = db;
    this.#views = new ViewRecords(db);
    this.#versions = new Versions(db, this.#views);
    this.#parked = new ParkedDocuments(db);
    this.#reads = new Gathered((names) => this.#readAll(names), timer, GATHERED_MS);
  }

  /**
   * Prepares the collections. The connection stays the caller's to close.
   * @throws StoreUnavailable
   */
  static async open(connection: MongoConnection, timer: Timer = systemTimer): Promise<MongoViewStore> {
    const store = new MongoViewStore(connection, timer);
    await store.#guarded(() => store.#parked.createIndexes());
    return store;
  }

  /** The server keeps checksums of its files. */
  onDamage(): void {}

  async view(name: string): Promise<StoredView> {
    return this.#guarded(() => this.#reads.ask(name));
  }

  async standings(): Promise<ReadonlyMap<string, ViewStanding>> {
    const records = await this.#guarded(() => this.#views.all());
    return new Map(records.map((record) => [record._id, { live: record.live, versions: versionsOf(record) }]));
  }

  async create(view: string, version: NewVersion): Promise<StoredVersion> {
    return this.#guarded(async () => {
      const ref = { view, version: await this.#views.nextNumber(view) };
      await new DocumentCollection(this.#db, ref).createIndexes(version.indexes);
      // Last: a version that can be seen is complete.
      await this.#views.add(ref, version);
      const { purpose, fingerprint, logId } = version;
      return { version: ref.version, purpose, fingerprint, logId, position: START, parked: [] };
    });
  }

  async goLive(ref: ViewRef, over?: number | null): Promise<boolean> {
    return this.#guarded(async () => {
      if (await this.#views.goLive(ref, over)) return true;
      await this.#versions.confirm(ref);
      return false;
    });
  }

  async keep(ref: ViewRef): Promise<void> {
    await this.#guarded(async () => {
      if (!(await this.#views.keep(ref))) await this.#versions.confirm(ref);
    });
  }

  async drop(ref: ViewRef): Promise<void> {
    await this.#guarded(async () => {
      const removed = await this.#views.remove(ref);
      if (!removed && (await this.#views.read(ref.view)) !== null)
        throw new TypeError('the live version can not be dropped');
      await this.#clear(ref);
    });
  }

  async report(name: string, kind: ReportKind, report: ComparisonReport): Promise<void> {
    await this.#guarded(() => this.#views.report(name, kind, report));
  }

  async load(
    ref: ViewRef,
    ids: readonly string[],
    writer?: DocumentWriter,
  ): Promise<ReadonlyMap<string, StoredDocument>> {
    return this.#guarded(async () => {
      const { documents } = await this.#versions.of(ref);
      const found = await documents.load(ids);
      if (found.size === 0 && ids.length > 0 && writer === undefined) await this.#versions.confirm(ref);
      return found;
    });
  }

  async apply(ref: ViewRef, { documents, parked, unparked = [], position }: ViewChanges): Promise<void> {
    await this.#guarded(async () => {
      await this.#together.settled(async () => {
        const version = await this.#versions.of(ref);
        await version.documents.put(documents, version.indexes);
        await this.#parked.park(ref, parked);
        await this.#parked.unpark(ref, unparked, position);
      });
      if (await this.#views.moveOn(ref, position)) return;
      try {
        await this.#versions.confirm(ref);
      } catch (error) {
        // It was dropped meanwhile, and what was just written began its collection anew.
        if (error instanceof NoSuchVersion) await this.#clear(ref);
        throw error;
      }
    });
  }

  async find(ref: ViewRef, query: IndexQuery): Promise<{ readonly key: string; readonly body: unknown }[]> {
    return this.#guarded(async () => {
      const { documents, indexes } = await this.#versions.of(ref);
      if (!indexes.includes(query.index)) throw new TypeError(`the view has no index ${query.index}`);
      const found = await documents.find(query);
      if (found.length === 0) await this.#versions.confirm(ref);
      return found;
    });
  }

  async scan(ref: ViewRef, after: string | null, limit: number): Promise<(StoredDocument & { readonly id: string })[]> {
    return this.#guarded(async () => {
      const { documents } = await this.#versions.of(ref);
      const found = await documents.scan(after, limit);
      if (found.length === 0) await this.#versions.confirm(ref);
      return found;
    });
  }

  /** The files are the server's. */
  async scrub(): Promise<void> {}

  async close(): Promise<void> {
    this.#closed = true;
  }

  async #readAll(names: readonly string[]): Promise<readonly StoredView[]> {
    const records = await this.#views.some(names);
    // Read later than the positions: it may tell of more than they do, and never of less.
    const parked = await this.#parked.of([...records.keys()]);
    return names.map((name) => {
      const record = records.get(name);
      if (record === undefined) return { live: null, versions: [], reports: {} };
      const versions = versionsOf(record).map((each) => ({ ...each, parked: parked({ view: name, ...each }) }));
      return { live: record.live, versions, reports: record.reports };
    });
  }

  /** Removes what is left of a version, or was written into it too late. Its number is never given again. */
  async #clear(ref: ViewRef): Promise<void> {
    this.#versions.forget(ref);
    await new DocumentCollection(this.#db, ref).drop();
    await this.#parked.drop(ref);
  }

  async #guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#closed) throw new StoreUnavailable('views: the store is closed');
    return withStoreFaults('views', work);
  }
}

function versionsOf({ versions }: Pick<ViewRecord, 'versions'>): Omit<StoredVersion, 'parked'>[] {
  return Object.entries(versions)
    .map(([number, { purpose, fingerprint, logId, position }]) => {
      return { version: Number(number), purpose, fingerprint, logId, position };
    })
    .sort((a, b) => a.version - b.version);
}
