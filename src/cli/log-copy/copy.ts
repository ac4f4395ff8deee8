import { isDestroyed, isSameKey } from '../../platform/eventstore/keyring/key-file.ts';
import { StartFault } from '../../platform/runtime/start-fault.ts';
import { copyEvents, type Reached } from './copy-events.ts';
import type { Side } from './side.ts';

/**
 * Copies keys and then events from one side to the other: see {@link copyEvents}.
 * @returns how many events were copied now.
 * @throws StartFault when the target holds something else than beginnings of the source's streams, or other keys.
 */
export async function copySide(from: Side, to: Side, reached: Reached): Promise<number> {
  await copyKeys(from, to);
  return copyEvents(from.events, to.events, reached);
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
