import { OPEN_DELIVERY_STATUSES } from '../../domain/delivery/index.ts';
import type { Position } from '../../platform/eventstore/event-store.ts';
import { type Queries, ViewBehind } from '../../projections/queries.ts';

/** One order on the board. */
export type BoardCard = Awaited<ReturnType<Queries['deliveries']>>['items'][number];

const PAGE = 100;

/**
 * All open cards, a page after the other, each card once: as it stood when it was met. One that moves meanwhile from where the walk
 * has still to come to where it has been is left out; that change lies behind `after`, and whoever follows the log is told of it.
 * Null while the view is not so far: the next step asks again.
 */
export async function* openDeliveries(
  queries: Pick<Queries, 'deliveries'>,
  after: Position,
): AsyncGenerator<readonly BoardCard[] | null> {
  const met = new Set<string>();
  for (const status of OPEN_DELIVERY_STATUSES) {
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await queries.deliveries({ status, limit: PAGE, cursor }, after).catch(nullIfBehind);
      if (page === null) {
        yield null;
        continue;
      }
      const cards = page.items.filter(({ orderId }) => !met.has(orderId));
      for (const { orderId } of cards) met.add(orderId);
      yield cards;
      cursor = page.nextCursor;
    }
  }
}

/** For `catch`: null for a view that is not so far. */
export function nullIfBehind(error: unknown): null {
  if (error instanceof ViewBehind) return null;
  throw error;
}
