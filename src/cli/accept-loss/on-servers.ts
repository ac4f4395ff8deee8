import { naming } from '../../compose/known-orders.ts';
import { KEYRING_STREAM, OWN_STREAMS, PROGRAM } from '../../compose/names.ts';
import type { EventStore } from '../../platform/eventstore/event-store.ts';
import { openEventStoreDb } from '../../platform/eventstore/eventstoredb/eventstoredb-event-store.ts';
import { MongoKeyCollection } from '../../platform/eventstore/keyring/mongo-key-collection.ts';
import { MongoLeaseStore } from '../../platform/leases/mongo-lease-store.ts';
import { type HeldLeases, livingLeases } from '../../platform/leases/signs-of-life.ts';
import { connectMongo } from '../../platform/mongo/connect.ts';
import { StartFault } from '../../platform/runtime/start-fault.ts';
import { systemClock, systemIds, systemTimer } from '../../platform/runtime/system.ts';
import { ACCEPTED_LOSSES, acceptServerLosses, concernedBy } from '../../platform/servers/accept-losses.ts';
import { lossesOfServers, lossesWithoutLog, readMemory } from '../../platform/servers/losses.ts';
import { serverLossInWords } from '../../platform/servers/words.ts';
import { type Asking, askToGoOn, sayWhole } from './lost.ts';

/** Which servers. */
export interface Servers {
  readonly eventStoreDbUrl: string | undefined;
  readonly mongoUrl: string | undefined;
  readonly mongoDatabase: string;
}

/** Accepts what the servers have lost. @throws StartFault when they are not named, a process of the shop runs, or nobody agrees; StoreUnavailable */
export async function acceptOnServers(servers: Servers, asking: Asking): Promise<void> {
  const { eventStoreDbUrl, mongoUrl: url, mongoDatabase: database } = servers;
  if (eventStoreDbUrl === undefined || url === undefined) throw new StartFault('Set EVENTSTOREDB_URL and MONGODB_URL.');
  const { db, close } = await connectMongo({ url, database, appName: PROGRAM });
  const leases = new MongoLeaseStore({ db, close });
  let events: EventStore | null = null;
  try {
    await refuseWhileHeld(leases);
    const keys = new MongoKeyCollection({ db, close });
    const memory = await readMemory(db, keys);
    events = await openNamed(eventStoreDbUrl);
    const keyringStream = KEYRING_STREAM;
    const losses =
      events === null
        ? lossesWithoutLog(memory)
        : await lossesOfServers({ events, keys, keyringStream }, memory, systemTimer);
    if (losses.length === 0) return sayWhole('these servers', asking);
    const stores = { db, keys, events, keyringStream };
    const { instances, keyIds } = await concernedBy(losses, stores, naming);
    const orders = instances.map(({ instanceId, ...known }) => ({ orderId: instanceId, ...known }));
    await askToGoOn({ losses, words: losses.map(serverLossInWords), orders, keyIds, seen: () => '' }, asking);
    // A person may have taken long to agree.
    await refuseWhileHeld(leases);
    await acceptServerLosses(losses, { orders, keyIds }, stores, {
      at: systemClock.now(),
      nextId: () => systemIds.next(),
    });
    if (!asking.json) {
      process.stdout.write(
        `Written down in the collection ${ACCEPTED_LOSSES}. The shop can start now; views and process state are made anew.\n`,
      );
    }
  } finally {
    await events?.close();
    await close();
  }
}

/** What runs on lost events goes on from them, and writes down anew what is given up here. */
async function refuseWhileHeld(leases: HeldLeases): Promise<void> {
  const names = await livingLeases(leases, systemTimer);
  if (names.length === 0) return;
  throw new StartFault(
    `The shop is running: a process holds the leases of ${names.join(', ')}. Stop all its processes first, also those that only serve requests. Nothing was changed.`,
  );
}

class NoLog extends Error {}

/** The log of this program; null when the server has none, and stays without. */
async function openNamed(connectionString: string): Promise<EventStore | null> {
  const beforeNaming = () => {
    throw new NoLog();
  };
  try {
    return await openEventStoreDb({ ...OWN_STREAMS, connectionString, beforeNaming });
  } catch (error) {
    if (error instanceof NoLog) return null;
    throw error;
  }
}
