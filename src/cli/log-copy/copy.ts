import type { EventStore, Position, StoredEvent } from '../../eventstore/event-store.ts';
import { DamagedLog, isDamaged, START } from '../../eventstore/event-store.ts';
import { isDestroyed, isSameKey } from '../../eventstore/keyring/key-file.ts';
import { StartFault } from '../../runtime/start-fault.ts';
import type { Side } from './side.ts';

/** Says that so many events, of about so many, are done. */
export type Reached = (done: number, total: number) => void;

/**
 * Copies keys and then events from one side to the other, in the order of the log, with ids, bodies and metadata as they are. What an
 * earlier call has copied is found again and left out.
 * @returns how many events were copied now.
 * @throws StartFault when the target holds something else than the beginning of the source.
 */
export async function copySide(from: Side, to: Side, reached: Reached): Promise<number> {
  await copyKeys(from, to);
  const after = await reachedBefore(from.events, to.events);
  const head = await from.events.head();
  let copied = 0;
  let call: StoredEvent[] = [];
  const write = async () => {
    const [first] = call;
    if (first === undefined) return;
    const events = call.map(({ id, type, data, metadata }) => ({ id, type, data, metadata }));
    await to.events.append(first.streamId, first.revision === 0 ? 'no-stream' : first.revision - 1, events);
    copied += call.length;
    call = [];
  };
  for await (const page of from.events.readAll({ from: after })) {
    for (const event of page) {
      if (isDamaged(event)) throw damaged(event);
      // What was one call stays one: all of it is there, or none.
      if (call.length > 0 && !isOfCall(call, event)) await write();
      call.push(event);
    }
    const last = page.at(-1);
    if (last !== undefined) reached(copied, totalOf(from.events, last.position, head, copied + call.length));
  }
  await write();
  reached(copied, copied);
  return copied;
}

/**
 * Keys go first: an event must never be where its key is not. Those that were destroyed on either side are so on the target.
 * @throws KeyConflict, and StartFault when the target does not show afterwards what it was given.
 */
async function copyKeys(from: Side, to: Side): Promise<void> {
  const [theirs, ours] = [await from.keys.check(), await to.keys.check()];
  if (theirs !== null && ours === null) await to.keys.writeCheck(theirs);
  const given = await from.keys.all();
  await to.keys.takeOver(given);
  const there = new Map((await to.keys.all()).map((key) => [key.keyId, key]));
  for (const key of given) {
    const copy = there.get(key.keyId);
    if (copy !== undefined && (isDestroyed(copy) || isSameKey(copy, key))) continue;
    throw new StartFault(`The target does not show the key ${key.keyId} as it was given. No event was copied.`);
  }
}

/** The position in the source of the last event that the target has. */
async function reachedBefore(from: EventStore, to: EventStore): Promise<Position> {
  for await (const [last] of to.readAll({ direction: 'backwards', limit: 1 })) {
    if (last === undefined) break;
    const [same] = await from.readStream(last.streamId, { from: last.revision, limit: 1 });
    if (same?.id === last.id) return same.position;
    throw new StartFault(
      `The target holds events that the source does not have (${last.streamId}, revision ${last.revision}). Nothing was copied.`,
    );
  }
  return START;
}

function damaged({ streamId, revision }: StoredEvent): DamagedLog {
  return new DamagedLog(`event ${revision} of ${streamId} is damaged, and not copied; "npm run log:verify" tells more`);
}

function isOfCall([first]: readonly StoredEvent[], { streamId, metadata }: StoredEvent): boolean {
  return first?.streamId === streamId && first.metadata.commandId === metadata.commandId;
}

function totalOf(events: EventStore, position: Position, head: Position, done: number): number {
  const { missing, fraction } = events.distance(position, head);
  return missing === null ? Math.round(done / Math.max(fraction, 0.001)) : done + missing;
}
