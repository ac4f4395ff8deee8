import type { Board, Card, Column } from '../../../../web/staff/board/board.ts';
import { loadDelivery } from '../../../application/order-streams.ts';
import { deliveryWaitOf } from '../../../domain/deadlines.ts';
import { OPEN_DELIVERY_STATUSES } from '../../../domain/delivery/index.ts';
import { type Position, START } from '../../../platform/eventstore/event-store.ts';
import { fromPositionToken, toPositionToken } from '../../../platform/eventstore/position-token.ts';
import type { Page } from '../../../projections/queries.ts';
import { type BoardCard, nullIfBehind } from '../../board/open-deliveries.ts';
import type { ApiDeps } from '../../deps.ts';

type OpenStatus = (typeof OPEN_DELIVERY_STATUSES)[number];

/** So many cards of each step are drawn, what is due first first: more than anybody has at once, and a page stays a page. */
const SHOWN = 100;
const COLUMN_OF: Readonly<Record<OpenStatus, Column>> = {
  Requested: 'new',
  Accepted: 'making',
  Started: 'onTheWay',
  Failed: 'attention',
};

type BoardDeps = Pick<ApiDeps, 'shop' | 'queries' | 'events' | 'pages'>;

/**
 * The board as it stands now, at least as far as `after` if the view has come so far by now.
 * @param after position token; one that was not made here counts for nothing.
 */
export async function readBoard(deps: BoardDeps, after: string): Promise<Board> {
  const { shop, events } = deps;
  // Asked before the cards are: what happens in between is told once more by the stream, and not left out.
  const position = toPositionToken(shop.log.logId, await events.head());
  const pages = await allPages(deps, fromPositionToken(shop.log.logId, after) ?? START);
  const at = shop.clock.now();
  const cards: Record<Column, Card[]> = { new: [], making: [], onTheWay: [], attention: [] };
  for (const card of await Promise.all(lastOfEach(pages).map((delivery) => cardOf(deps, delivery, at)))) {
    cards[card.column].push(card);
  }
  return { cards, hasMore: pages.some(({ nextCursor }) => nextCursor !== null), position, at };
}

async function allPages({ queries }: BoardDeps, after: Position): Promise<readonly Page<BoardCard>[]> {
  const ask = (from: Position) =>
    Promise.all(OPEN_DELIVERY_STATUSES.map((status) => queries.deliveries({ status, limit: SHOWN }, from)));
  return (await ask(after).catch(nullIfBehind)) ?? ask(START);
}

/** A card that moved while the steps were asked for is in two of them: the later one counts. */
function lastOfEach(pages: readonly Page<BoardCard>[]): readonly BoardCard[] {
  const last = new Map<string, BoardCard>();
  for (const card of pages.flatMap(({ items }) => items)) {
    const other = last.get(card.orderId);
    if (other === undefined || other.updatedAt <= card.updatedAt) last.set(card.orderId, card);
  }
  return [...last.values()];
}

async function cardOf({ shop, pages }: BoardDeps, delivery: BoardCard, now: number): Promise<Card> {
  const { orderId, requestedAt, updatedAt } = delivery;
  const status = delivery.status as OpenStatus;
  // Why it failed, and that it was tried before, no view keeps.
  const wasSent = status === 'Started' || status === 'Failed';
  const { state, events } = wasSent
    ? await loadDelivery(shop.log, orderId, 'latest')
    : { state: null, events: [happened('DeliveryRequested', requestedAt), happened('DeliveryAccepted', updatedAt)] };
  const wait = deliveryWaitOf(delivery, { state: { status }, events }, pages.terms, 0);
  const lateAt = wait?.overdueAt ?? null;
  const isLate = lateAt !== null && now >= lateAt;
  return {
    delivery,
    column: isLate && status !== 'Requested' ? 'attention' : COLUMN_OF[status],
    since: wait?.since ?? Date.parse(updatedAt),
    endsAt: wait?.endsAt ?? null,
    lateAt,
    isLate,
    failure: state?.status === 'Failed' ? state.reason : null,
  };
}

function happened(type: string, at: string) {
  return { type, at };
}
