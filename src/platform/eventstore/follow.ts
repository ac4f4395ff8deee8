import type { Timer } from '../runtime/timer.ts';
import {
  type Batch,
  type Position,
  type StoredEvent,
  StoreRefused,
  StoreUnavailable,
  type SubscribeOptions,
} from './event-store.ts';
import type { LiveTail } from './live-tail.ts';
import { parseStreamId } from './stream-names.ts';

/** Events that are handed over at once, at most. */
export const MAX_BATCH = 1_000;
/** So many unless somebody asks for more or fewer: who reads them, checks and decodes them holds the thread all the while. */
export const USUAL_BATCH = 200;

/** How long a reader waits after a read that failed, or found nothing where something has to be. */
const RETRY_MS = 200;

/** A part of history: all events of this program up to a position, after where the part before it ended. */
export type Page = Omit<Batch, 'live'>;

/** Where readers get their events from: the newest from memory, older ones from wherever the log is kept. */
export interface FollowedLog {
  readonly tail: LiveTail;
  readonly timer: Timer;
  /**
   * What lies after a position, oldest first; may end at any page, and is asked again from there.
   * @throws StoreUnavailable, DamagedLog
   */
  history(after: Position, size: number, signal: AbortSignal): AsyncIterable<Page>;
}

/**
 * One reader of the log: reads history until it meets the tail, and goes on with that, one batch each time the consumer asks. A read
 * that fails is tried again until it works.
 * @throws DamagedLog, StoreRefused when what comes next can't be read for good.
 */
export async function* follow(log: FollowedLog, options: SubscribeOptions): AsyncIterable<Batch> {
  const { tail } = log;
  const { categories, signal, batchSize = USUAL_BATCH } = options;
  const size = Math.min(batchSize, MAX_BATCH);
  const wanted = categories === undefined ? null : new Set<string>(categories);
  let position = options.after;
  let live = false;
  const batch = (events: readonly StoredEvent[]): Batch => ({
    events: wanted === null ? events : events.filter((event) => isOf(event, wanted)),
    position,
    live,
  });
  while (!signal.aborted) {
    const events = tail.after(position, size);
    if (events === null) {
      live = false;
      for await (const page of untilTheTail(log, position, size, signal)) {
        position = page.position;
        yield batch(page.events);
      }
      continue;
    }
    const last = events.length < size ? tail.end : (events.at(-1) as StoredEvent).position;
    const reached = last > position ? last : position;
    const isLive = tail.isLevel && reached >= tail.end;
    if (reached === position && (live || !isLive)) {
      await tail.changed(signal);
      continue;
    }
    position = reached;
    live = isLive;
    yield batch(events);
  }
}

async function* untilTheTail(log: FollowedLog, after: Position, size: number, signal: AbortSignal) {
  const { tail, timer } = log;
  if (!tail.begun) return tail.changed(signal);
  let isMoving = false;
  try {
    for await (const page of log.history(after, size, signal)) {
      isMoving ||= page.position > after;
      yield page;
      if (signal.aborted || tail.covers(page.position)) return;
    }
  } catch (error) {
    if (!(error instanceof StoreUnavailable) || error instanceof StoreRefused) throw error;
    isMoving = false;
  }
  if (!isMoving) await timer.sleep(RETRY_MS, signal);
}

function isOf({ streamId }: StoredEvent, categories: ReadonlySet<string>): boolean {
  return categories.has(parseStreamId(streamId).category);
}
