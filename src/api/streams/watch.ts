import type { OrderId } from '../../domain/ids.ts';
import type { Position } from '../../platform/eventstore/event-store.ts';
import type { Timer } from '../../platform/runtime/timer.ts';

/** Something happened to an order; its view may show it from this position on. */
export interface Change {
  readonly orderId: OrderId;
  readonly position: Position;
}

/**
 * What one event stream has still to look at. Changes of one order fold into the newest, so a caller who reads slowly piles
 * nothing up.
 */
export class Watch {
  readonly #timer: Timer;
  readonly #pending = new Map<OrderId, Position>();
  #wake: () => void = () => undefined;
  #ended = false;
  /** The order that is watched, or null for all. */
  readonly orderId: OrderId | null;
  /** Everything after this position will be told of. */
  readonly since: Position;

  constructor(timer: Timer, orderId: OrderId | null, since: Position) {
    this.#timer = timer;
    this.orderId = orderId;
    this.since = since;
  }

  /** Takes note of a change. One that is noted already and later stays: an older look that failed may be put back after it. */
  push({ orderId, position }: Change): void {
    if (this.orderId !== null && this.orderId !== orderId) return;
    const noted = this.#pending.get(orderId);
    if (noted === undefined || noted < position) this.#pending.set(orderId, position);
    this.#wake();
  }

  /** There is nothing more to come. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** The next change; null when `quietMs` pass without one, or the watch has ended. */
  async next(quietMs: number): Promise<Change | null> {
    if (this.#pending.size === 0 && !this.#ended) {
      const quiet = new AbortController();
      // A reason of its own, or an error is made for each change.
      this.#wake = () => quiet.abort(null);
      await this.#timer.sleep(quietMs, quiet.signal);
    }
    for (const [orderId, position] of this.#pending) {
      this.#pending.delete(orderId);
      return { orderId, position };
    }
    return null;
  }
}
