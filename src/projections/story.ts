import { ORDER_CATEGORIES, SHOP_ID, streamOf } from '../domain/ids.ts';
import type { EventLog } from '../eventstore/event-log.ts';
import type { RecordedEvent } from '../eventstore/recorded-event.ts';

/**
 * All events of one order in the order of the log; for the id of the shop, those of its menu.
 * @throws StoreUnavailable, DamagedLog
 */
export async function storyOf(log: EventLog, id: string): Promise<readonly RecordedEvent[]> {
  const categories = id === SHOP_ID ? (['menu'] as const) : ORDER_CATEGORIES;
  const streams = await Promise.all(categories.map((category) => log.readStream(streamOf(category, id))));
  return streams.flat().sort((a, b) => (a.position < b.position ? -1 : 1));
}
