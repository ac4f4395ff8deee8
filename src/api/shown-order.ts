import { loadOrder } from '../application/order-streams.ts';
import type { Position } from '../platform/eventstore/event-store.ts';
import type { OrderStatusView } from '../projections/queries.ts';
import type { ApiDeps } from './deps.ts';

/**
 * An order as its view shows it; null when it was never placed. The view is a breath behind the log, so that it may lack an order that was
 * placed a moment ago: the log is asked before anybody is told that there is none, and the view is waited for as with `after`.
 * @throws ViewBehind, StoreUnavailable, DamagedLog
 */
export async function shownOrder(
  { shop, queries }: Pick<ApiDeps, 'shop' | 'queries'>,
  orderId: string,
  after?: Position,
): Promise<OrderStatusView | null> {
  const shown = await queries.order(orderId, after);
  if (shown !== null) return shown;
  const { events } = await loadOrder(shop.log, orderId, 'latest');
  return events[0] === undefined ? null : queries.order(orderId, events[0].position);
}
