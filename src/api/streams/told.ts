import type { OrderId } from '../../domain/ids.ts';
import type { BoardCard } from '../board/open-deliveries.ts';

/** How many of the newest changes are remembered, beside the cards of the board itself. */
const CHANGES = 500;

type Standing = Pick<BoardCard, 'status' | 'updatedAt'>;

/** What one caller was told of each order, so that nothing is told twice. Of each order only where it stands, so that a large board stays small. */
export class Told {
  readonly #standings = new Map<OrderId, string>();
  #room = CHANGES;

  /** Remembers what the whole board has shown. */
  show(cards: readonly BoardCard[]): void {
    this.#room += cards.length;
    for (const card of cards) this.#remember(card.orderId, card);
  }

  /** @returns false when this was told already. */
  isNews({ orderId, status, updatedAt }: BoardCard): boolean {
    if (this.#standings.get(orderId) === written({ status, updatedAt })) return false;
    this.#remember(orderId, { status, updatedAt });
    return true;
  }

  #remember(orderId: OrderId, standing: Standing): void {
    this.#standings.delete(orderId);
    this.#standings.set(orderId, written(standing));
    const oldest = this.#standings.size > this.#room ? this.#standings.keys().next().value : undefined;
    if (oldest !== undefined) this.#standings.delete(oldest);
  }
}

function written({ status, updatedAt }: Standing): string {
  return `${status} ${updatedAt}`;
}
