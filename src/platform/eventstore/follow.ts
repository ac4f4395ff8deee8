import type { Timer } from '../runtime/timer.ts';
import {
  type Batch,
  type Position,
  type StoredEvent,
  StoreRefused,
  StoreUnavailable,
  type SubscribeOptions,
} from './event-store.ts';
import type { LiveTail, TailReader } from './live-tail.ts';
import { parseStreamId } from './stream-names.ts';

export const MAX_BATCH = 1_000;
/** Few, since reading, checking and decoding them holds the thread. */
export const USUAL_BATCH = 200;

/** After a failed read, or an empty one where something has to be, in milliseconds. */
const RETRY_MS = 200;

/** All events of this program up to a position, from the end of the page before. */
export type Page = Omit<Batch, 'live'>;

/** The newest events come from memory, older ones from the log. */
export interface FollowedLog {
  readonly tail: LiveTail;
  readonly timer: Timer;
  /** Oldest first; may end early, and is asked again. @throws StoreUnavailable, DamagedLog */
  history(after: Position, size: number, signal: AbortSignal): AsyncIterable<Page>;
}

/** Reads history until it meets the tail, a batch per pull; a failed read is retried. @throws DamagedLog, StoreRefused */
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
  const reader = tail.reader(signal);
  try {
    while (!signal.aborted) {
      const events = tail.after(position, size);
      if (events === null) {
        live = false;
        for await (const page of untilTheTail(log, reader, position, size, signal)) {
          position = page.position;
          yield batch(page.events);
        }
        continue;
      }
      const last = events.length < size ? tail.end : (events.at(-1) as StoredEvent).position;
      const reached = last > position ? last : position;
      const isLive = tail.isLevel && reached >= tail.end;
      if (reached === position && (live || !isLive)) {
        await reader.changed();
        continue;
      }
      position = reached;
      live = isLive;
      yield batch(events);
    }
  } finally {
    reader.end();
  }
}

async function* untilTheTail(
  log: FollowedLog,
  reader: TailReader,
  after: Position,
  size: number,
  signal: AbortSignal,
): AsyncGenerator<Page, void> {
  const { tail, timer } = log;
  if (!tail.begun) return reader.changed();
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
