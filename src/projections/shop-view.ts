import type { Recorded } from '../platform/eventstore/recorded-event.ts';
import { parseStreamId } from '../platform/eventstore/stream-names.ts';
import { sees, type View } from '../platform/views/view.ts';
import type { RecordedEvent } from '../stored-events/event-log.ts';
import { type Category, type EventOf, orderIdOf } from '../stored-events/streams.ts';

/**
 * A view of the shop. Its fold is given every event of its categories, and ends each `switch` in `unknownEvent`: a new event does not
 * compile before the view has said what it makes of it.
 */
export interface ShopView<Doc, C extends Category> extends View<Doc, EventOf<C>> {
  readonly categories: readonly C[];
}

/** True for an event that a view is given. */
export function isSeenBy<Doc, C extends Category>(
  view: ShopView<Doc, C>,
  event: RecordedEvent,
): event is RecordedEvent & Recorded<EventOf<C>> {
  return sees(view as Pick<View<never>, 'categories'>, event.streamId);
}

/** The `docId` of a view of orders that learns of an order's own events only what was ordered: those that follow concern no document. */
export function placedOrderOf({ type, streamId }: Pick<RecordedEvent, 'type' | 'streamId'>): string | null {
  return type === 'OrderPlaced' || parseStreamId(streamId).category !== 'order' ? orderIdOf(streamId) : null;
}
