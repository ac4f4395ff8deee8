import { toPositionToken } from '../../application/position-token.ts';
import { type OrderId, orderIdOf } from '../../domain/ids.ts';
import type { Position, StoredEvent } from '../../eventstore/event-store.ts';
import { ViewBehind } from '../../projections/queries.ts';
import { breathe } from '../../runtime/breathe.ts';
import type { ApiDeps } from '../deps.ts';
import { eventText, HEARTBEAT, HEARTBEAT_MS } from './event-text.ts';
import type { LiveChanges } from './live-changes.ts';
import type { EventSource } from './open-streams.ts';
import type { Change, Watch } from './watch.ts';

/** How many of the newest events are remembered, so that none is sent twice. */
const REMEMBERED = 500;
/** As many events of the past are looked at in one go. */
const PAGE = 500;

/**
 * Each change of the florist's board. What happened while the caller was away comes first, a page of the log after the other, as fast as
 * it is taken; what happens meanwhile waits.
 * @param from what the caller has seen already; null for changes from now on.
 */
export function boardEvents(
  { shop, queries, events }: Pick<ApiDeps, 'shop' | 'queries' | 'events'>,
  live: LiveChanges,
  from: Position | null,
): EventSource {
  return async function* changes(signal) {
    const watch = await live.watch(null);
    signal.addEventListener('abort', () => watch.end(), { once: true });
    const sent = new Map<OrderId, string>();
    try {
      if (from !== null) {
        const missed = events.readAll({ from, categories: ['order', 'delivery'], pageSize: PAGE });
        for await (const page of missed) {
          for (const change of newestOf(page)) yield* tell(change, watch, sent);
          if (watch.ended) return;
          await breathe();
        }
      }
      while (!watch.ended) {
        const change = await watch.next(HEARTBEAT_MS);
        if (change === null) yield HEARTBEAT;
        else yield* tell(change, watch, sent);
      }
    } finally {
      live.unwatch(watch);
    }
  };

  /** Where the order stands on the board, unless that was told already. Until the view is so far there are heartbeats. */
  async function* tell({ orderId, position }: Change, watch: Watch, sent: Map<OrderId, string>) {
    while (!watch.ended) {
      const delivery = await queries.delivery(orderId, position).catch(orBehind);
      if (delivery === 'behind') {
        yield HEARTBEAT;
        continue;
      }
      const data = delivery === null ? undefined : JSON.stringify(delivery);
      if (data === undefined || data === sent.get(orderId)) return;
      remember(sent, orderId, data);
      yield eventText({ event: 'delivery', id: toPositionToken(shop.log.logId, position), data });
      return;
    }
  }
}

function orBehind(error: unknown): 'behind' {
  if (error instanceof ViewBehind) return 'behind';
  throw error;
}

/** The last change of each order, in the order in which they happened. */
function newestOf(page: readonly StoredEvent[]): Change[] {
  const newest = new Map<OrderId, Position>();
  for (const { streamId, position } of page) {
    const orderId = orderIdOf(streamId);
    if (orderId === null) continue;
    newest.delete(orderId);
    newest.set(orderId, position);
  }
  return [...newest].map(([orderId, position]) => ({ orderId, position }));
}

function remember(sent: Map<OrderId, string>, orderId: OrderId, data: string): void {
  sent.delete(orderId);
  sent.set(orderId, data);
  const oldest = sent.size > REMEMBERED ? sent.keys().next().value : undefined;
  if (oldest !== undefined) sent.delete(oldest);
}
