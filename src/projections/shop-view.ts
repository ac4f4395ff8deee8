import type { Recorded } from '../platform/eventstore/recorded-event.ts';
import { sees, type View } from '../platform/views/view.ts';
import type { RecordedEvent } from '../stored-events/event-log.ts';
import type { Category, EventOf } from '../stored-events/streams.ts';

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
