import { type Category, streamOf } from '../../domain/ids.ts';
import type { EventLog } from '../eventstore/event-log.ts';
import type { RecordedEvent } from '../eventstore/recorded-event.ts';

/**
 * The events of one id, that of an order or of the shop, in its streams of some categories, in the order of the log.
 * @throws StoreUnavailable, DamagedLog when one of these streams can't be read
 */
export async function storyOf(
  log: EventLog,
  id: string,
  categories: readonly Category[],
): Promise<readonly RecordedEvent[]> {
  const streams = await Promise.all(categories.map((category) => log.readStream(streamOf(category, id))));
  return streams.flat().sort((a, b) => (a.position < b.position ? -1 : 1));
}
