import type { Position } from '../eventstore/event-store.ts';

/** One version of a view: documents that one fold has made of one log. */
export interface ViewRef {
  readonly view: string;
  readonly version: number;
}

/** What makes the versions of a view different from each other. */
export interface VersionOrigin {
  /** Tells folds apart: see `fingerprintOf`. */
  readonly fingerprint: string;
  readonly logId: string;
}

/**
 * What a version is there for. `build`: to take over from the live one when it has caught up. `verify`: to be compared with the live
 * one and thrown away. `keep`: it is, or was, the live one.
 */
export type Purpose = 'build' | 'verify' | 'keep';

export interface NewVersion extends VersionOrigin {
  readonly purpose: Purpose;
  readonly indexes: readonly string[];
}

/** How a version stands in the store. */
export interface StoredVersion extends VersionOrigin {
  /** Grows by one with each version of the view that ever was. */
  readonly version: number;
  readonly purpose: Purpose;
  readonly position: Position;
  readonly parked: readonly ParkedDocument[];
}

/** How a view stands, without what is parked and what was found in it: for whoever asks again and again. */
export interface ViewStanding {
  readonly live: number | null;
  /** Oldest first. */
  readonly versions: readonly Omit<StoredVersion, 'parked'>[];
}

/** How a view stands in the store. */
export interface StoredView extends ViewStanding {
  /** The version that queries are answered from; null before there is one. */
  readonly live: number | null;
  /** Oldest first. */
  readonly versions: readonly StoredVersion[];
  /** What was last found when the live version was compared with one that was built beside it. */
  readonly reports: Readonly<Partial<Record<ReportKind, ComparisonReport>>>;
}

export type ReportKind = 'rebuild' | 'verify';

/** Two versions at the same position, document by document. */
export interface ComparisonReport {
  /** When it was made, RFC 3339. */
  readonly at: string;
  /** The live version, and the one that was built from nothing. */
  readonly live: number;
  readonly rebuilt: number;
  readonly position: Position;
  readonly compared: number;
  readonly differing: number;
  /** The first of them. */
  readonly different: readonly DocumentDifference[];
  readonly tookMs: number;
  /** Why nothing was built, or what was built does not go live: the log is damaged. Null when it is not. */
  readonly fault: string | null;
}

/** Where a document of the live version is not what history makes of it. Values may be personal; only their places are named. */
export interface DocumentDifference {
  readonly id: string;
  /** `missing` and `surplus` are said of the live version. */
  readonly kind: 'missing' | 'surplus' | 'changed';
  /** JSON pointers of what differs; empty unless `changed`. */
  readonly pointers: readonly string[];
}

/** A document that changed, with the key of each index that it is in. */
export interface DocumentChange {
  readonly id: string;
  /** Position of the last event that went into it: an older change loses. */
  readonly position: Position;
  readonly body: unknown;
  readonly keys: Readonly<Record<string, string | null>>;
}

/** A document that a view could not take an event into. Later events of it are not applied. */
export interface ParkedDocument {
  readonly id: string;
  readonly position: Position;
  readonly reason: string;
}

/** What one batch of events has led to. */
export interface ViewChanges {
  readonly documents: readonly DocumentChange[];
  readonly parked: readonly ParkedDocument[];
  /** Documents that are parked no more. */
  readonly unparked?: readonly string[];
  /** Every event up to here is in the documents. */
  readonly position: Position;
}

export interface StoredDocument {
  readonly position: Position;
  readonly body: unknown;
  /** True when it is not what was written: then nothing goes by it, and its version is to be built anew. */
  readonly damaged?: true;
}

/** A document as an index leads to it. */
export type FoundDocument = Omit<StoredDocument, 'position'> & { readonly key: string };

/** Who loads documents to write them. */
export interface DocumentWriter {
  /** Whose a document is: it is found by that where ids can't be looked up. */
  readonly ownerOf: (id: string) => string;
}

/** Documents whose key in an index begins with a prefix, in the order of the index. */
export interface IndexQuery {
  readonly index: string;
  readonly prefix: string;
  readonly direction: 'ascending' | 'descending';
  /** Key after which to go on, exclusive; null to begin at the beginning. */
  readonly after: string | null;
  readonly limit: number;
}

/**
 * Where the documents of views are kept, in versions: one is live, others may be built beside it. Writes are guarded by position, so a
 * second delivery changes nothing and a stale writer loses; documents are stored before, or together with, the position that speaks for
 * them. Every adapter passes `test/platform/contracts/view-store.contract.ts`.
 *
 * All methods throw StoreUnavailable when the store can't be used now, and NoSuchVersion for a version that does not exist.
 */
export interface ViewStore {
  view(name: string): Promise<StoredView>;
  /** How all views stand, by name, in one look. A view that was never made is not among them. */
  standings(): Promise<ReadonlyMap<string, ViewStanding>>;
  /** Has a listener told of each version in which a document is found damaged. */
  onDamage(listener: (ref: ViewRef) => void): void;
  /** Makes room for a further version, at the start of history. It is not live. */
  create(name: string, version: NewVersion): Promise<StoredVersion>;
  /**
   * Lets queries be answered from this version from now on, at once for all; the former live one is kept.
   * @param over the version that has to be live until then; absent: whichever is.
   * @returns false when another one is live by now; then nothing has changed.
   */
  goLive(ref: ViewRef, over?: number | null): Promise<boolean>;
  /** Keeps a version that was built, without letting it go live: somebody may switch to it. */
  keep(ref: ViewRef): Promise<void>;
  /** Throws a version away. The live one can't be: TypeError. One that is gone already is no fault. */
  drop(ref: ViewRef): Promise<void>;
  report(name: string, kind: ReportKind, report: ComparisonReport): Promise<void>;

  /**
   * The documents with these ids, as far as there are any.
   * @param writer given by who writes them next, and may be told of none where the version is gone, since {@link apply} says so.
   */
  load(ref: ViewRef, ids: readonly string[], writer?: DocumentWriter): Promise<ReadonlyMap<string, StoredDocument>>;
  /** Stores all changes, or documents only, or nothing. */
  apply(ref: ViewRef, changes: ViewChanges): Promise<void>;
  find(ref: ViewRef, query: IndexQuery): Promise<readonly FoundDocument[]>;
  /**
   * Leaves no trace of what was written over or dropped, as far as it lies in files of this program. Reads go on meanwhile; a write may
   * be told that the store is unavailable.
   */
  scrub(): Promise<void>;
  /** Documents in the order of their ids, after one of them. */
  scan(
    ref: ViewRef,
    after: string | null,
    limit: number,
  ): Promise<readonly (StoredDocument & { readonly id: string })[]>;
  close(): Promise<void>;
}

/** What takes events into documents asks of a store. */
export type ViewDocuments = Pick<ViewStore, 'load' | 'find' | 'apply'>;

/** The version is not there any more: it was dropped. Whoever goes by what is live now finds another. */
export class NoSuchVersion extends TypeError {
  override readonly name = 'NoSuchVersion';

  constructor({ view, version }: ViewRef) {
    super(`there is no version ${version} of the view ${view}`);
  }
}
