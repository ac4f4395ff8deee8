import type { Timer } from '../../runtime/timer.ts';
import type { Batch, Position, SubscribeOptions } from '../event-store.ts';
import { prefixesOf } from './categories.ts';
import type { Connection } from './connection.ts';
import { Feed } from './feed.ts';

const DEFAULT_BATCH = 1_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** Where a subscription gets its events from. */
export interface FollowedServer {
  readonly connection: Connection;
  readonly timer: Timer;
  /** Position of the last event of this program. */
  head(): Promise<Position>;
}

/**
 * A subscription that goes on from its last position whenever the server's one ends: those never resume by themselves, and end when
 * the server goes, when the link breaks, and when the consumer is too slow for a live one.
 */
export async function* follow(server: FollowedServer, options: SubscribeOptions): AsyncIterable<Batch> {
  const { connection, timer } = server;
  const { after, signal } = options;
  let position = after;
  let told = false;
  let pause = FIRST_PAUSE_MS;
  while (!signal.aborted && !connection.closed) {
    const { client } = connection;
    try {
      for await (const batch of once(server, { ...options, after: position }, told)) {
        position = batch.position;
        told ||= batch.live;
        pause = FIRST_PAUSE_MS;
        yield batch;
        if (signal.aborted) return;
      }
    } catch (error) {
      if (error instanceof TypeError) throw error;
      connection.renew(client);
      await timer.sleep(pause, signal);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
    }
  }
}

/** One subscription of the server, as long as it lasts. */
async function* once(
  { connection, head }: FollowedServer,
  { after, categories, signal, batchSize = DEFAULT_BATCH }: SubscribeOptions,
  toldBefore: boolean,
): AsyncIterable<Batch> {
  const end = await head();
  const feed = new Feed(connection.client, after, prefixesOf(categories));
  let position = after;
  let told = toldBefore;
  try {
    while (!signal.aborted) {
      const { events, checkpoint, caughtUp } = feed.take(batchSize);
      const reached = [events.at(-1)?.position, checkpoint, caughtUp ? end : null]
        .filter((each) => each !== null && each !== undefined)
        .reduce((a, b) => (a > b ? a : b), position);
      const live = caughtUp || reached >= end;
      if (reached !== position || (live && !told)) {
        position = reached;
        told ||= live;
        yield { events, position, live };
      } else {
        await feed.news(signal);
      }
    }
  } finally {
    feed.close();
  }
}
