import type { Position } from '../eventstore/event-store.ts';
import type { StoredDocument, ViewRef } from './view-store.ts';

/** The version of a view that queries are answered from. */
export interface LiveView {
  readonly ref: ViewRef;
  /** Every event up to here is in it. */
  readonly position: Position;
  /** It was made by another fold than this program's, and is served as it is until the new version is built. */
  readonly stale: boolean;
  /** A document as it is stored, where this process has that at hand: undefined does not say that there is none. */
  atHand?(id: string): StoredDocument | undefined;
}

/** Where queries learn which version is live, and how far it is. */
export interface LiveViews {
  /** Null while there is no version yet. @throws StoreUnavailable */
  live(name: string): Promise<LiveView | null>;
  /** Calls back whenever a view may have moved on, until the returned function is called. */
  onMoved(listener: () => void): () => void;
}
