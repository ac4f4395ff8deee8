import type { Readable } from 'node:stream';
import {
  BACKWARDS,
  END,
  type EventStoreDBClient,
  FORWARDS,
  START as FROM_START,
  type ResolvedEvent,
} from '@eventstore/db-client';
import type { Position, ReadStreamOptions, StoredEvent } from '../event-store.ts';
import { toServerPosition } from './position.ts';
import { toStored } from './stored.ts';

type Reading = Readable & { cancel(): Promise<void> };

/** The events of a stream. Fails with the client's error when there is no such stream. */
export async function readStream(
  client: EventStoreDBClient,
  streamId: string,
  { from, direction = 'forwards', limit }: ReadStreamOptions,
  signal: AbortSignal,
): Promise<StoredEvent[]> {
  const forwards = direction === 'forwards';
  const start = forwards ? FROM_START : END;
  const reading = client.readStream(streamId, {
    direction: forwards ? FORWARDS : BACKWARDS,
    fromRevision: from === undefined ? start : BigInt(from),
    ...(limit !== undefined && { maxCount: limit }),
  });
  return collect(reading as unknown as Reading, signal);
}

/** Up to `count` records before a position, newest first, whoever wrote them. */
export async function readBackwards(
  client: EventStoreDBClient,
  before: Position | 'end',
  count: number,
  signal: AbortSignal,
): Promise<StoredEvent[]> {
  const reading = client.readAll({
    direction: BACKWARDS,
    fromPosition: before === 'end' ? END : toServerPosition(before),
    maxCount: count,
  });
  return collect(reading as unknown as Reading, signal);
}

/**
 * Reads to the end, or until it is told to give up. A read has no deadline of its own and waits for a frozen server for ever; and one
 * that nobody listens to ends the process when its stream does not exist.
 */
function collect(reading: Reading, signal: AbortSignal): Promise<StoredEvent[]> {
  return new Promise((resolve, reject) => {
    const events: StoredEvent[] = [];
    const giveUp = () => void reading.cancel().catch(() => undefined);
    signal.addEventListener('abort', giveUp, { once: true });
    const ended = (end: () => void) => {
      signal.removeEventListener('abort', giveUp);
      end();
    };
    reading
      .on('data', ({ event }: ResolvedEvent) => event !== undefined && events.push(toStored(event)))
      .on('error', (error) => ended(() => reject(error)))
      .on('end', () => ended(() => resolve(events)));
  });
}
