import type { OrderId } from '../../domain/ids.ts';
import type { Position, StoredEvent } from '../../platform/eventstore/event-store.ts';
import { toPositionToken } from '../../platform/eventstore/position-token.ts';
import { yieldThread } from '../../platform/runtime/yield.ts';
import type { Queries } from '../../projections/queries.ts';
import { nullIfBehind, openDeliveries } from '../board/open-deliveries.ts';
import type { ApiDeps } from '../deps.ts';
import { BOARD_CATEGORIES, ordersConcernedBy } from './concerned-orders.ts';
import { BEHIND_MS, EVENT_END, eventHead, eventText, HEARTBEAT, HEARTBEAT_MS } from './event-text.ts';
import type { LiveChanges } from './live-changes.ts';
import type { EventSource } from './open-streams.ts';
import { Told } from './told.ts';
import type { Change, Watch } from './watch.ts';

/** As many events of the past are looked at in one go. */
const PAGE = 500;

/** What the board is read from. */
export interface BoardDeps extends Pick<ApiDeps, 'shop' | 'events' | 'timer'> {
  readonly queries: Pick<Queries, 'deliveries' | 'delivery'>;
}

/**
 * The florist's board: all of it first, then each change. What happens while the board is read waits, and is told afterwards unless the
 * board has shown it. Who comes back is also told of what was missed, a page of the log after the other, as fast as it is taken: the
 * board alone does not say how that ended which is no longer on it.
 * @param from what the caller has seen already; null for who comes anew.
 */
export function boardEvents(
  { shop, queries, events, timer }: BoardDeps,
  live: LiveChanges,
  from: Position | null,
): EventSource {
  return async function* board(signal) {
    const watch = await live.watch(null);
    signal.addEventListener('abort', () => watch.end(), { once: true });
    const told = new Told();
    try {
      yield* wholeBoard(watch, told, signal);
      if (from !== null) yield* missed(from, watch, told, signal);
      while (!watch.ended) {
        const change = await watch.next(HEARTBEAT_MS);
        if (change === null) yield HEARTBEAT;
        else yield* tell(change, watch, told, signal);
      }
    } finally {
      live.unwatch(watch);
    }
  };

  /** One event with all open cards, sent a page after the other, so that a large board is never held as one text. */
  async function* wholeBoard(watch: Watch, told: Told, signal: AbortSignal): AsyncGenerator<string> {
    const upTo = from !== null && from > watch.since ? from : watch.since;
    const position = toPositionToken(shop.log.logId, upTo);
    const id = toPositionToken(shop.log.logId, from ?? upTo);
    let before = `${eventHead({ event: 'board', id })}{"position":"${position}","items":[`;
    for await (const cards of openDeliveries(queries, upTo)) {
      if (watch.ended) return;
      if (cards === null) {
        // Within the data, JSON allows a space where no comment can stand.
        yield before === ',' ? ' ' : HEARTBEAT;
        await timer.sleep(BEHIND_MS, signal);
      } else if (cards.length > 0) {
        yield before + cards.map((card) => JSON.stringify(card)).join();
        before = ',';
        if (from === null) told.show(cards);
      }
    }
    yield `${before === ',' ? '' : before}]}${EVENT_END}`;
  }

  /** What happened since the caller went away. */
  async function* missed(since: Position, watch: Watch, told: Told, signal: AbortSignal): AsyncGenerator<string> {
    for await (const page of events.readAll({ from: since, categories: BOARD_CATEGORIES, pageSize: PAGE })) {
      for (const change of newestOf(page)) yield* tell(change, watch, told, signal);
      if (watch.ended) return;
      await yieldThread();
    }
  }

  /** Where the order stands on the board, unless that was told already. Until the view is so far there are heartbeats. */
  async function* tell(
    { orderId, position }: Change,
    watch: Watch,
    told: Told,
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    while (!watch.ended) {
      const found = await queries.delivery(orderId, position).then((card) => ({ card }), nullIfBehind);
      if (found !== null) {
        const { card } = found;
        const id = toPositionToken(shop.log.logId, position);
        if (card !== null && told.isNews(card)) {
          yield eventText({ event: 'delivery', id, data: JSON.stringify(card) });
        }
        return;
      }
      yield HEARTBEAT;
      await timer.sleep(BEHIND_MS, signal);
    }
  }
}

/** The last change of each order, in the order in which they happened. */
function newestOf(page: readonly StoredEvent[]): Change[] {
  const newest = new Map<OrderId, Position>();
  for (const event of page) {
    for (const orderId of ordersConcernedBy(event)) {
      newest.delete(orderId);
      newest.set(orderId, event.position);
    }
  }
  return [...newest].map(([orderId, position]) => ({ orderId, position }));
}
