import type { WallWatch } from '../runtime/wall-watch.ts';
import type { EventLog } from './event-log.ts';
import type { Position } from './event-store.ts';
import { isUnreadable } from './recorded-event.ts';

export interface Lag {
  /** Null when the log can't tell without reading them. */
  readonly events: number | null;
  /** Age of the first of them, whatever the wall clock was set to since. */
  readonly seconds: number;
}

/** Of a reader that has taken in everything up to here. @throws StoreUnavailable */
export async function lagOf(
  log: EventLog,
  wall: Pick<WallWatch, 'ageOf'>,
  position: Position,
  head: Position,
): Promise<Lag> {
  if (position >= head) return { events: 0, seconds: 0 };
  const events = log.distance(position, head).missing;
  for await (const [first] of log.readAll({ from: position, limit: 1 })) {
    if (first === undefined || isUnreadable(first)) break;
    return { events, seconds: wall.ageOf(Date.parse(first.at)) / 1000 };
  }
  return { events, seconds: 0 };
}
