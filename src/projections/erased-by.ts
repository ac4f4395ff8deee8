import type { Recorded } from '../platform/eventstore/recorded-event.ts';
import type { Erased, Erasing } from '../platform/views/view.ts';
import type { RecordedEvent } from '../stored-events/event-log.ts';

const nobody: readonly Erased[] = [];

/** Whom an event erases, from the documents of which orders. */
export const erasedBy: Erasing = { categories: ['erasure'], of };

function of(recorded: Recorded): readonly Erased[] {
  // What a log of this program decodes is one of its events.
  const event = recorded as RecordedEvent;
  if (event.type !== 'OrdersErased') return nobody;
  return event.data.orders.map(({ orderId, roles }) => ({ owner: orderId, roles }));
}
