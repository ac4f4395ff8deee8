import type { ErasedOrder } from '../../domain/erasure/index.ts';
import type { OrderId } from '../../domain/ids.ts';
import type { Position } from '../../platform/eventstore/event-store.ts';
import type { Timer } from '../../platform/runtime/timer.ts';
import type { CommandDeps } from '../../stored-events/event-log.ts';

/** Name of the erasure process, and the actor of its events. */
export const ERASURE = 'erasure';

/** Where the keys of people are. The keyring does it. */
export interface PersonKeys {
  destroy(keyId: string): Promise<void>;
  /** For so long, in milliseconds, other processes may still read with a key that was destroyed. */
  readonly outlivesMs: number;
}

/** What was erased, and the position from which on whatever goes by the log knows of it. */
export interface Erased {
  /** The id of the key that is gone. */
  readonly person: string;
  readonly orders: readonly OrderId[];
  /** Those among them that the person had ordered. */
  readonly ordered: readonly OrderId[];
  readonly position: Position;
}

/** What was made of the log, or written beside it, and may still tell of a person. */
export interface Leftovers {
  /**
   * Sees to it that nothing of it tells of an erased person any more. May be repeated.
   * @returns why it has to be tried again, in words; null when nothing is left.
   */
  clear(erased: Erased): Promise<string | null>;
}

export interface ErasureDeps extends CommandDeps {
  readonly timer: Timer;
  readonly keys: PersonKeys;
  /** The orders that hold data of a person, of all that stood in the log when it was called. */
  readonly ordersOf: (person: string) => Promise<readonly ErasedOrder[]>;
  readonly leftovers: Leftovers;
}
