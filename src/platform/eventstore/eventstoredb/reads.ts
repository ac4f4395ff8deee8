import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Position, ReadStreamOptions, StoredEvent } from '../event-store.ts';
import type { Listening } from './connection.ts';
import { CallFault, faultOf } from './faults.ts';
import type { Link } from './link.ts';
import { allRequest, streamRequest } from './requests.ts';
import { toStored } from './stored.ts';

/**
 * The events of a stream; null when there is none, or when it was deleted softly.
 * @throws CallFault
 */
export function readStream(
  link: Link,
  streamId: string,
  options: ReadStreamOptions,
  listening: Listening,
): Promise<StoredEvent[] | null> {
  return readWhole(link, streamRequest(streamId, options), listening);
}

/**
 * Up to `count` records before a position, newest first, whoever wrote them.
 * @throws CallFault
 */
export async function readBackwards(
  link: Link,
  before: Position | 'end',
  count: number,
  listening: Listening,
): Promise<StoredEvent[]> {
  return (await readWhole(link, allRequest(before, 'backwards', count), listening)) ?? [];
}

/**
 * Looks whether a read can begin at a position.
 * @throws CallFault `no-place` when the server knows no record there.
 */
export async function readFrom(link: Link, position: Position, listening: Listening): Promise<void> {
  await readWhole(link, allRequest(position, 'forwards', 1), listening);
}

const OK = 0;

/**
 * A read is whole when the server has ended it with its own OK, and nothing else makes it an answer: neither that the stream of
 * messages has ended, nor that nobody complained. What this program or gRPC cuts off ends in between with what had come.
 */
async function readWhole(link: Link, request: streams.ReadReq, listening: Listening): Promise<StoredEvent[] | null> {
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
