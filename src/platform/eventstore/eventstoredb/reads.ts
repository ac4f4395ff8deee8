import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Position, ReadStreamOptions, StoredEvent } from '../event-store.ts';
import type { Listening } from './connection.ts';
import { CallFault, faultOf } from './faults.ts';
import type { Link } from './link.ts';
import { allRequest, lastRequest, streamRequest } from './requests.ts';
import { toStored } from './stored.ts';

/** Null when there is none, or it was softly deleted. @throws CallFault */
export function readStream(
  link: Link,
  streamId: string,
  options: ReadStreamOptions,
  listening: Listening,
): Promise<StoredEvent[] | null> {
  return readWhole(link, streamRequest(streamId, options), listening);
}

/** Newest first, of any writer. @throws CallFault */
export async function readBackwards(
  link: Link,
  before: Position | 'end',
  count: number,
  listening: Listening,
): Promise<StoredEvent[]> {
  return (await readWhole(link, allRequest(before, 'backwards', count), listening)) ?? [];
}

/** Of streams whose names begin so; null for none. The server looks for it, and says nothing meanwhile. @throws CallFault */
export async function readLast(
  link: Link,
  before: Position,
  prefixes: readonly string[],
  listening: Listening,
): Promise<StoredEvent | null> {
  const [last] = (await readWhole(link, lastRequest(before, prefixes), listening, 1)) ?? [];
  return last ?? null;
}

/** Looks whether a read can begin there. @throws CallFault `no-place` when it is no record's. */
export async function readFrom(link: Link, position: Position, listening: Listening): Promise<void> {
  await readWhole(link, allRequest(position, 'forwards', 1), listening);
}

const OK = 0;

/**
 * Only the server's own OK makes a read whole: one that this program or gRPC cuts off ends as quietly. So do `enough` events, after which a
 * server that filters looks for another one before it ends.
 */
async function readWhole(
  link: Link,
  request: streams.ReadReq,
  listening: Listening,
  enough = Number.POSITIVE_INFINITY,
): Promise<StoredEvent[] | null> {
  const call = await link.read(request);
  return new Promise((resolve, reject) => {
    const events: StoredEvent[] = [];
    let isMissing = false;
    let hasEnded = false;
    let isOk = false;
    const { signal } = listening;
    const giveUp = () => call.cancel();
    const settle = () => {
      if (hasEnded && isOk) resolve(isMissing ? null : events);
    };
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    call
      .on('data', (message: streams.ReadResp) => {
        listening.heard = true;
        isMissing ||= message.hasStreamNotFound();
        const event = message.getEvent()?.getEvent();
        if (event !== undefined) events.push(toStored(event).event);
        if (events.length < enough) return;
        resolve(events);
        giveUp();
      })
      .on('error', (error) => reject(faultOf(error)))
      .on('end', () => {
        hasEnded = true;
        settle();
      })
      .on('status', ({ code, details }) => {
        signal.removeEventListener('abort', giveUp);
        isOk = code === OK;
        if (isOk) settle();
        else reject(new CallFault('lost', details));
      });
  });
}
