import type { Position } from '../eventstore/event-store.ts';

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
  /** Every event up to here is in the documents. */
  readonly position: Position;
}

/** How a view stands in the store. */
export interface StoredView {
  /** Grows by one whenever the fold has changed. */
  readonly version: number;
  readonly position: Position;
  readonly parked: readonly ParkedDocument[];
}

export interface StoredDocument {
  readonly position: Position;
  readonly body: unknown;
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
 * Where the documents of views are kept. Writes are guarded by position, so a second delivery changes nothing and a stale writer
 * loses; documents are stored before, or together with, the position that speaks for them. Every adapter passes
 * `test/contracts/view-store.contract.ts`.
 */
export interface ViewStore {
  /**
   * Opens a view, and makes room for it when it is new. A view whose fingerprint has changed begins anew, as a further version.
   * @throws StoreUnavailable
   */
  open(name: string, fingerprint: string, indexes: readonly string[]): Promise<StoredView>;
  /** Throws all documents of a view away and begins anew, as a further version. */
  beginAnew(name: string, fingerprint: string, indexes: readonly string[]): Promise<StoredView>;
  /** Position of a view as stored; null when it was never opened. */
  position(name: string): Promise<Position | null>;
  /** The documents with these ids, as far as there are any. */
  load(name: string, ids: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>>;
  /** @throws StoreUnavailable; nothing, or only documents, may have been stored. */
  apply(name: string, changes: ViewChanges): Promise<void>;
  find(name: string, query: IndexQuery): Promise<readonly { readonly key: string; readonly body: unknown }[]>;
  close(): Promise<void>;
}
