import type { Position } from '../eventstore/event-store.ts';
import type { Wait } from './process-manager.ts';

/** An instance that a process manager has not finished with. */
export interface OpenItem extends Wait {
  readonly instanceId: string;
  /** Tries in a row that found an outside system unavailable. */
  readonly failures: number;
}

/** An instance that a process manager can't go on with. */
export interface ParkedItem {
  readonly instanceId: string;
  readonly reason: string;
  /** Since when, in milliseconds since 1970. */
  readonly since: number;
  /** When it is decided anew all the same; null when it has no deadline. Absent in what earlier releases have kept. */
  readonly due?: number | null;
}

/** What changed since the last save, for one process manager. An instance is open, parked, or neither. */
export interface OpsChanges {
  /** Every event up to here is taken in: its instance is settled, or among the items. */
  readonly position: Position;
  readonly opened: readonly OpenItem[];
  readonly parked: readonly ParkedItem[];
  /** Instances that are neither open nor parked any more. */
  readonly closed: readonly string[];
}

/** Everything kept of one process manager. */
export interface OpsState {
  readonly position: Position;
  readonly open: readonly OpenItem[];
  readonly parked: readonly ParkedItem[];
}

/**
 * The operational state of process managers. Losing it costs time, not truth: a process manager then reads history again, and
 * finds in the streams that all was done.
 */
export interface OpsStore {
  /**
   * Takes over the state of a process manager: what an earlier holder still saves changes nothing. Position `START` and no items when
   * nothing was saved yet.
   * @param term of the lease under which it is taken over. Whoever comes with an earlier one than was seen already has been replaced.
   * @throws StoreUnavailable, also for who has been replaced.
   */
  load(process: string, term?: number): Promise<OpsState>;
  /** The same for somebody who only looks: whoever works with it goes on undisturbed. */
  peek(process: string): Promise<OpsState>;
  /**
   * Saves the items and then the position, together or in that order: a position never stands for items that are not kept.
   * @throws StoreUnavailable
   */
  save(process: string, changes: OpsChanges): Promise<void>;
  /** A small JSON document by name, null when there is none. */
  read<T>(name: string): Promise<T | null>;
  /**
   * @param term of the lease under which it is written. What a later holder has written stays.
   * @throws StoreUnavailable, also for who has been replaced.
   */
  write(name: string, document: unknown, term?: number): Promise<void>;
  close(): Promise<void>;
}

/** What the state of a process manager is kept under. By log: what was noted of another one says nothing of this. */
export function stateKey({ logId }: { readonly logId: string }, process: string): string {
  return `${logId}/${process}`;
}
