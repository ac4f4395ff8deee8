import type { Clock } from '../runtime/clock.ts';
import type { EventLog } from './event-log.ts';
import type { Position } from './event-store.ts';

/** How far a reader is behind the log. */
export interface Lag {
  /** Events that it has not taken in; null when the log can't tell without reading them. */
  readonly events: number | null;
  /** How long ago the first of them happened. */
  readonly seconds: number;
}

/**
 * The lag of a reader that has taken everything in up to a position.
 * @throws StoreUnavailable
 */
export async function lagOf(log: EventLog, clock: Clock, position: Position, head: Position): Promise<Lag> {
  if (position >= head) return { events: 0, seconds: 0 };
  const events = log.distance(position, head).missing;
  for await (const [first] of log.readAll({ from: position, limit: 1 })) {
    if (first === undefined || first.type === '$unreadable') break;
    return { events, seconds: Math.max(0, (clock.now() - Date.parse(first.at)) / 1000) };
  }
  return { events, seconds: 0 };
}
