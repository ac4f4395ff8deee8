import { toPositionToken } from '../../application/position-token.ts';
import { orderIdOf } from '../../domain/ids.ts';
import type { Position } from '../../eventstore/event-store.ts';
import { ViewBehind } from '../../projections/queries.ts';
import type { ApiDeps } from '../deps.ts';
import { eventText, HEARTBEAT, HEARTBEAT_MS } from './event-text.ts';
import type { LiveChanges } from './live-changes.ts';
import type { EventSource } from './open-streams.ts';
import type { Change, Watch } from './watch.ts';

/** How many of the newest events are remembered, so that none is sent twice. */
const REMEMBERED = 500;

/**
 * Each change of the florist's board.
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
    const sent = new Map<string, string>();
    try {
      if (from !== null) await catchUp(watch, from);
      while (!signal.aborted && !watch.ended) {
        const change = await watch.next(HEARTBEAT_MS);
        const data = change === null ? null : await look(change, watch);
        if (change === null) yield HEARTBEAT;
        else if (data !== null && data !== sent.get(change.orderId)) {
          remember(sent, change.orderId, data);
          yield eventText({ event: 'delivery', id: toPositionToken(shop.log.logId, change.position), data });
        }
      }
    } finally {
      live.unwatch(watch);
    }
  };

  /** Everything that happened while the caller was away. */
  async function catchUp(watch: Watch, after: Position): Promise<void> {
    for await (const page of events.readAll({ from: after, categories: ['order', 'delivery'] })) {
      for (const { streamId, position } of page) {
        const orderId = orderIdOf(streamId);
        if (orderId !== null) watch.push({ orderId, position });
      }
    }
  }

  /** The order's place on the board, or null when it has none; a view that is not that far yet is looked at again. */
  async function look({ orderId, position }: Change, watch: Watch): Promise<string | null> {
    try {
      const delivery = await queries.delivery(orderId, position);
      return delivery === null ? null : JSON.stringify(delivery);
    } catch (error) {
      if (!(error instanceof ViewBehind)) throw error;
      watch.push({ orderId, position });
      return null;
    }
  }
}

function remember(sent: Map<string, string>, orderId: string, data: string): void {
  sent.delete(orderId);
  sent.set(orderId, data);
  const oldest = sent.size > REMEMBERED ? sent.keys().next().value : undefined;
  if (oldest !== undefined) sent.delete(oldest);
}
