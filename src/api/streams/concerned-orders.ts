import type { OrderId } from '../../domain/ids.ts';
import type { StoredEvent } from '../../platform/eventstore/event-store.ts';
import { type Category, ORDER_CATEGORIES, orderIdOf } from '../../stored-events/streams.ts';

/** The streams whose events change what is shown of orders. */
export const SHOWN_CATEGORIES: readonly Category[] = [...ORDER_CATEGORIES, 'erasure'];

/** Those of them whose events change what the board shows. */
export const BOARD_CATEGORIES: readonly Category[] = ['order', 'delivery', 'erasure'];

/** The orders of which something else is shown after an event: its own, or those from which it erases somebody. */
export function ordersConcernedBy({
  type,
  streamId,
  data,
}: Pick<StoredEvent, 'type' | 'streamId' | 'data'>): OrderId[] {
  const orderId = orderIdOf(streamId);
  if (orderId !== null) return [orderId];
  if (type !== 'OrdersErased' || !Array.isArray(data.orders)) return [];
  return (data.orders as readonly { readonly orderId: OrderId }[]).map((erased) => erased.orderId);
}
