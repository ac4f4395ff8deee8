import type { EventLog } from '../eventstore/event-log.ts';
import type { Recorded } from '../eventstore/recorded-event.ts';
import { streamIdOf } from '../eventstore/stream-names.ts';

/**
 * The events of one id in its streams of some categories, in the order of the log.
 * @throws StoreUnavailable, DamagedLog when one of these streams can't be read
 */
export async function eventsOfId(
  log: EventLog,
  id: string,
  categories: readonly string[],
): Promise<readonly Recorded[]> {
  const streams = await Promise.all(categories.map((category) => log.readStream(streamIdOf(category, id))));
  return streams.flat().sort((a, b) => (a.position < b.position ? -1 : 1));
}
