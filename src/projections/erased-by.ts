import type { Erased } from '../platform/views/view.ts';
import type { RecordedEvent } from '../stored-events/event-log.ts';

const nobody: readonly Erased[] = [];

/** Whom an event erases, from the documents of which orders. */
export function erasedBy(event: RecordedEvent): readonly Erased[] {
  if (event.type !== 'OrdersErased') return nobody;
  return event.data.orders.map(({ orderId, roles }) => ({ owner: orderId, roles }));
}
