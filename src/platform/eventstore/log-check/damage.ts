import type { Position } from '../event-store.ts';

export interface Damage {
  /** Where the event stands, or stood. */
  readonly position: Position;
  /** Null where nobody can tell any more. */
  readonly streamId: string | null;
  /**
   * `changed`: not what was written. `missing`: it was there. `unreadable`: the store or the program can't make sense of it.
   * `key-lost`: its key is gone or damaged. `hash-changed`: only its own hash is wrong, as the next event proves.
   */
  readonly what: 'changed' | 'missing' | 'unreadable' | 'key-lost' | 'hash-changed';
}

export interface WalkStep {
  /** Everything up to here was looked at. */
  readonly upTo: Position;
  readonly damage: readonly Damage[];
}

/** In small steps, to the end that the log had at the beginning. From `START` also looks for gaps in streams. @throws StoreUnavailable */
export type LogWalk = (after: Position, signal: AbortSignal) => AsyncIterable<WalkStep>;
