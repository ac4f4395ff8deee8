import { DamagedLog, type Position, StoreUnavailable } from '../event-store.ts';
import type { Page } from '../follow.ts';
import type { Connection } from './connection.ts';
import { Subscription } from './subscription.ts';

/** Events that wait here for the consumer; beyond that the server has to wait too. */
const MOST_WAITING = 2_000;
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/** So often in a row a handler of the server fails only where it can't do otherwise. */
const MOST_THROWN = 3;

/** A part of the log. */
export interface Stretch {
  /** Exclusive. */
  readonly after: Position;
  /** Inclusive: the position of an event whose stream is among those that are read, so that the end is always met. */
  readonly until: Position;
  /** The beginnings of the names of the streams that are read. */
  readonly prefixes: readonly string[];
  /** Events per page. */
  readonly size: number;
}

/**
 * Reads a part of the log forwards, by subscriptions that are ended where it ends: only those are filtered by the server and tell how
 * far they are, and none is faster. Goes on from its last event when one breaks.
 * @throws StoreUnavailable when the server has not said anything for too long.
 */
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
        // What lies beyond may have come too; a checkpoint there means that all up to the end has come.
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
