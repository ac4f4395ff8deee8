import { DamagedLog, type Position, StoreUnavailable } from '../event-store.ts';
import type { Page } from '../follow.ts';
import type { Connection } from './connection.ts';
import { Subscription } from './subscription.ts';

/** Buffered events; beyond that the server has to wait too. */
const MOST_WAITING = 2_000;
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/** More failures of a handler in a row are no accident. */
const MOST_THROWN = 3;

export interface Stretch {
  /** Exclusive. */
  readonly after: Position;
  /** Inclusive; the position of an event that is read, so that the end is always met. */
  readonly until: Position;
  /** Of the names of streams. */
  readonly prefixes: readonly string[];
  readonly size: number;
}

/** By subscriptions, the fastest filtered reads that tell how far they are; a broken one is resumed. @throws StoreUnavailable */
export async function* history(connection: Connection, stretch: Stretch, signal: AbortSignal): AsyncIterable<Page> {
  const { timer, patience } = connection;
  const { until, prefixes, size } = stretch;
  const silence = { ms: patience.attemptMs, until: 'end', timer } as const;
  let position = stretch.after;
  let heard = timer.elapsed();
  let pause = FIRST_PAUSE_MS;
  let thrown = 0;
  while (position < until && !signal.aborted) {
    connection.checkOpen();
    const { link } = connection;
    let subscription: Subscription | null = null;
    try {
      subscription = await Subscription.open(link, { after: position, prefixes, most: MOST_WAITING, silence });
      while (position < until && !signal.aborted) {
        const { events, checkpoint } = subscription.take(size);
        const last = events.at(-1)?.event.position ?? position;
        const reached = checkpoint !== null && checkpoint > last ? checkpoint : last;
        if (reached <= position) {
          await subscription.news();
          continue;
        }
        // A checkpoint beyond the end means that everything up to it has come.
        position = reached < until ? reached : until;
        pause = FIRST_PAUSE_MS;
        thrown = 0;
        yield { events: events.map(({ event }) => event).filter((event) => event.position <= until), position };
        heard = timer.elapsed();
      }
    } catch (error) {
      const fault = connection.afterFault(link, error);
      if (fault.fault === 'thrown' && ++thrown >= MOST_THROWN)
        throw new DamagedLog(`the log can't be read on from a position: ${fault.message}`);
      if (timer.elapsed() - heard >= patience.totalMs) throw new StoreUnavailable(`EventStoreDB: ${fault.message}`);
      await timer.sleep(pause, connection.closed);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
    } finally {
      subscription?.close();
    }
  }
}
