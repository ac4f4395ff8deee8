import type { OrderId } from '../../domain/ids.ts';
import type { Position } from '../../platform/eventstore/event-store.ts';
import { toPositionToken } from '../../platform/eventstore/position-token.ts';
import { type Queries, ViewBehind } from '../../projections/queries.ts';
import type { ApiDeps } from '../deps.ts';
import { BEHIND_MS, eventText, HEARTBEAT, HEARTBEAT_MS } from './event-text.ts';
import type { LiveChanges } from './live-changes.ts';
import type { EventSource } from './open-streams.ts';
import type { Change, Watch } from './watch.ts';

/** What an order is read from. */
export interface OrderDeps extends Pick<ApiDeps, 'shop' | 'timer'> {
  readonly queries: Pick<Queries, 'order'>;
}

/**
 * The status of one order at once, and again whenever it changes.
 * @param from what the caller has seen already: the first event is not older.
 */
export function orderEvents(
  { shop, queries, timer }: OrderDeps,
  live: LiveChanges,
  orderId: OrderId,
  from: Position,
): EventSource {
  return async function* statuses(signal) {
    const watch = await live.watch(orderId);
    signal.addEventListener('abort', () => watch.end(), { once: true });
    let change: Change | null = { orderId, position: from > watch.since ? from : watch.since };
    let sent = '';
    try {
      while (!signal.aborted && !watch.ended) {
        if (change === null) yield HEARTBEAT;
        else {
          const { data, id } = await look(change, watch);
          if (data !== sent) yield eventText({ event: 'status', id, data });
          sent = data;
          // A view that is stopping says at once that it is behind: asked again and again it would leave the thread to nobody.
          if (id === null) await timer.sleep(BEHIND_MS, signal);
        }
        change = await watch.next(HEARTBEAT_MS);
      }
    } finally {
      live.unwatch(watch);
    }
  };

  /** The order as of a change. When the view is not that far yet: as it shows it, and another look is due. */
  async function look({ position }: Change, watch: Watch): Promise<{ data: string; id: string | null }> {
    try {
      const data = JSON.stringify(await queries.order(orderId, position));
      return { data, id: toPositionToken(shop.log.logId, position) };
    } catch (error) {
      if (!(error instanceof ViewBehind)) throw error;
      watch.push({ orderId, position });
      return { data: JSON.stringify(await queries.order(orderId)), id: null };
    }
  }
}
