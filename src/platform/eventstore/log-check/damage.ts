import type { Position } from '../event-store.ts';

/** What is wrong with a log at one place. */
export interface Damage {
  /** Where the event stands, or stood. */
  readonly position: Position;
  /** Null where nobody can tell any more. */
  readonly streamId: string | null;
  /**
   * `changed`: it is not what was written. `missing`: it was there. `unreadable`: the store can't get at it, or the program can make nothing
   * of it. `key-lost`: the key that opens it is gone, or damaged. `hash-changed`: it is what was written, as the next event proves, and only
   * its own hash is wrong.
   */
  readonly what: 'changed' | 'missing' | 'unreadable' | 'key-lost' | 'hash-changed';
}

/** One step of a walk over a whole log. */
export interface WalkStep {
  /** Everything up to here was looked at. */
  readonly upTo: Position;
  readonly damage: readonly Damage[];
}

/**
 * Walks over a log, from after a position to the end that it had at the beginning, in small steps between which others get their turn.
 * From `START` it also looks for what is missing from each stream.
 * @throws StoreUnavailable
 */
export type LogWalk = (after: Position, signal: AbortSignal) => AsyncIterable<WalkStep>;
