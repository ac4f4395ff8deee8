import type { Timer } from '../../runtime/timer.ts';
import { type Batch, type StoredEvent, StoreUnavailable, type SubscribeOptions } from '../event-store.ts';
import type { LiveTail } from './live-tail.ts';
import { MAX_PAGE } from './log-reader.ts';
import { toSequence } from './position.ts';

/** Where a subscription gets its events from. */
export interface FollowedLog {
  readonly tail: LiveTail;
  readonly timer: Timer;
  /** Number of the last event. */
  head(): number;
  /** @throws StoreUnavailable, DamagedLog */
  page(after: number, limit: number): readonly StoredEvent[];
}

/** How long a subscription waits after a read that failed. */
const RETRY_MS = 200;

/**
 * A subscription: newest events from memory, older ones from the disk, one batch each time the consumer asks. A read that fails is
 * tried again until it works.
 * @throws DamagedLog when what comes next can't be read for good.
 */
export async function* follow(log: FollowedLog, options: SubscribeOptions): AsyncIterable<Batch> {
  const { after, categories, signal, batchSize = MAX_PAGE } = options;
  const size = Math.min(batchSize, MAX_PAGE);
  const wanted = categories === undefined ? null : new Set<string>(categories);
  let position = after;
  let told = false;
  while (!signal.aborted) {
    const events = log.tail.after(position, size) ?? readPage(log, toSequence(position), size);
    if (events === null) {
      await log.timer.sleep(RETRY_MS, signal);
      continue;
    }
    const last = events.at(-1);
    if (last !== undefined) position = last.position;
    const live = toSequence(position) >= log.head();
    if (last !== undefined || (live && !told)) {
      told ||= live;
      yield { events: wanted === null ? events : events.filter((event) => isOf(event, wanted)), position, live };
    } else {
      await log.tail.grown(signal);
    }
  }
}

/** Null when the log can't be read now. */
function readPage(log: FollowedLog, after: number, limit: number): readonly StoredEvent[] | null {
  try {
    return log.page(after, limit);
  } catch (error) {
    if (error instanceof StoreUnavailable) return null;
    throw error;
  }
}

function isOf({ streamId }: StoredEvent, categories: ReadonlySet<string>): boolean {
  return categories.has(streamId.slice(0, streamId.indexOf('-')));
}
