import type { Db } from 'mongodb';
import { keyIdsIn } from '../eventstore/codec/sealing.ts';
import { type EventStore, START } from '../eventstore/event-store.ts';
import { keyringId } from '../eventstore/keyring/keyring-id.ts';
import type { MongoKeyCollection } from '../eventstore/keyring/mongo-key-collection.ts';
import { toTimestamp } from '../runtime/clock.ts';
import { forgetDerived, instancesSeenAfter, type KnownInstance, type Naming } from './derived.ts';
import { type KeyringNotes, type NotedBy, noteKeyringAnew } from './keyring-note.ts';
import type { ServerLoss } from './losses.ts';

/** Where it is written down in MongoDB what was given up, when. */
export const ACCEPTED_LOSSES = 'acceptedLosses';

/** The stores that something is lost from. `events` is null when there is no log of this program. */
export interface LossyServers extends Pick<KeyringNotes, 'keyringStream'> {
  readonly db: Db;
  readonly keys: MongoKeyCollection;
  readonly events: EventStore | null;
}

/** Whom losses concern: instances, and keys that events name and nobody has any more. */
export interface Concerned {
  readonly instances: readonly KnownInstance[];
  readonly keyIds: readonly string[];
}

/** Names whom losses concern. Reads all of the log when keys are among them, and changes nothing. */
export async function concernedBy(
  losses: readonly ServerLoss[],
  { db, keys, events }: LossyServers,
  naming: Naming,
): Promise<Concerned> {
  const instances: KnownInstance[] = [];
  const keyIds: string[] = [];
  for (const loss of losses) {
    if (loss.what === 'log-lost') instances.push(...(await instancesSeenAfter(db, START, naming)));
    if (loss.what === 'log-behind') instances.push(...(await instancesSeenAfter(db, loss.end, naming)));
    if ((loss.what === 'keys-lost' || loss.what === 'keys-behind') && events !== null) {
      const without = await withoutKey(events, keys, naming);
      instances.push(...without.instances);
      keyIds.push(...without.keyIds);
    }
  }
  return { instances, keyIds };
}

/**
 * Writes down what is lost, and then lets processes start without it: what was made of lost events is taken away and made anew, people whose
 * keys are lost read as erased, and log and keys know each other from here on. No event and no key is deleted.
 * @param orders what the losses concern, as it is to be written down.
 */
export async function acceptServerLosses(
  losses: readonly ServerLoss[],
  { orders, keyIds }: { readonly orders: readonly object[]; readonly keyIds: readonly string[] },
  { db, keys, events, keyringStream }: LossyServers,
  by: NotedBy,
): Promise<void> {
  const at = toTimestamp(by.at);
  await db.collection(ACCEPTED_LOSSES).insertOne({ at, losses, orders, keyIds });
  const has = (...whats: ServerLoss['what'][]) => losses.some(({ what }) => whats.includes(what));
  if (has('log-lost', 'log-behind')) await forgetDerived(db);
  if (has('log-lost')) await keys.belongToNone();
  if (!has('keys-lost', 'keys-behind') || events === null) return;
  await keys.takeOver(keyIds.map((keyId) => ({ keyId, lookup: null, wrapped: null })));
  await keys.belongTo(events.logId);
  const check = await keys.secretCheckOf();
  if (check === null) await keys.beginAnew(at);
  else
    await noteKeyringAnew(
      { events, keyringStream },
      { keyring: keyringId(check), destroyed: await keys.lastDestroyed() },
      by,
    );
}

async function withoutKey(events: EventStore, keys: MongoKeyCollection, { instanceOf }: Naming): Promise<Concerned> {
  const lost = new Set<string>();
  const instances = new Map<string, KnownInstance>();
  for await (const page of events.readAll()) {
    const named = page.map(({ streamId, data }) => ({ streamId, keyIds: keyIdsIn(data) }));
    const known = await keys.wrappedOf([...new Set(named.flatMap(({ keyIds }) => keyIds))]);
    for (const { streamId, keyIds } of named) {
      const gone = keyIds.filter((keyId) => !known.has(keyId));
      for (const keyId of gone) lost.add(keyId);
      const instanceId = instanceOf(streamId);
      if (gone.length > 0 && instanceId !== null)
        instances.set(instanceId, { instanceId, status: null, position: null });
    }
  }
  return { instances: [...instances.values()], keyIds: [...lost] };
}
