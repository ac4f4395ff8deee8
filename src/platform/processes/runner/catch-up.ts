import type { Position } from '../../eventstore/event-store.ts';
import { threadPace } from '../../runtime/system.ts';

export interface CatchUpTerms {
  /** True when what was told of the instance so far leaves nothing to do; false also when that can't be said. */
  isSettled(instanceId: string): Promise<boolean>;
  isInHand(instanceId: string): boolean;
  takeInHand(instanceId: string): void;
  /** Once it aborts nothing more is decided. */
  readonly signal: AbortSignal;
}

/**
 * Instances that history tells of while it is read, until they are looked at: those whose story has led to nothing that is left to do are
 * dropped, and only the others are taken in hand. So a settled instance costs nothing, however many of them there are.
 */
export class CatchUp {
  readonly #terms: CatchUpTerms;
  /** Oldest news first, each with the position before its news. */
  readonly #noted = new Map<string, Position>();

  constructor(terms: CatchUpTerms) {
    this.#terms = terms;
  }

  get noted(): number {
    return this.#noted.size;
  }

  /** @param before everything up to here came before this news. */
  note(instanceId: string, before: Position): void {
    if (this.#terms.isInHand(instanceId)) this.#terms.takeInHand(instanceId);
    else if (!this.#noted.has(instanceId)) this.#noted.set(instanceId, before);
  }

  /** Looks at those whose news are oldest, until so many are left for whom more news may come. */
  async lookUntilLeft(left: number): Promise<void> {
    const { signal, isSettled, isInHand, takeInHand } = this.#terms;
    for (const [instanceId] of this.#noted) {
      if (this.#noted.size <= left || signal.aborted) return;
      await threadPace.turn();
      const settled = !isInHand(instanceId) && (await isSettled(instanceId));
      this.#noted.delete(instanceId);
      if (!settled) takeInHand(instanceId);
    }
  }

  /** Every event up to here is settled or in hand, when history was read up to a position. */
  safeUpTo(read: Position): Position {
    const [oldest] = this.#noted.values();
    return oldest ?? read;
  }
}
