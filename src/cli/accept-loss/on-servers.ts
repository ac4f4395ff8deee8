import type { EventStore } from '../../platform/eventstore/event-store.ts';
import { openEventStoreDb } from '../../platform/eventstore/eventstoredb/eventstoredb-event-store.ts';
import { MongoKeyCollection } from '../../platform/eventstore/keyring/mongo-key-collection.ts';
import { connectMongo } from '../../platform/mongo/connect.ts';
import { StartFault } from '../../platform/runtime/start-fault.ts';
import { systemClock, systemIds, systemTimer } from '../../platform/runtime/system.ts';
import { ACCEPTED_LOSSES, acceptServerLosses, concernedBy } from '../../platform/servers/accept-losses.ts';
import { lossesOfServers, lossesWithoutLog, readMemory } from '../../platform/servers/losses.ts';
import { serverLossInWords } from '../../platform/servers/words.ts';
import { CATEGORIES, orderIdOf } from '../../stored-events/streams.ts';
import { type Asking, askToGoOn, sayWhole } from './lost.ts';

/** Which servers. */
export interface Servers {
  readonly eventStoreDbUrl: string | undefined;
  readonly mongoUrl: string | undefined;
  readonly mongoDatabase: string;
}

/** Accepts what the servers have lost. @throws StartFault when they are not named, or nobody agrees; StoreUnavailable */
export async function acceptOnServers(servers: Servers, asking: Asking): Promise<void> {
  const { eventStoreDbUrl, mongoUrl: url, mongoDatabase: database } = servers;
  if (eventStoreDbUrl === undefined || url === undefined) throw new StartFault('Set EVENTSTOREDB_URL and MONGODB_URL.');
  const { db, close } = await connectMongo({ url, database });
  let events: EventStore | null = null;
  try {
    const keys = new MongoKeyCollection({ db, close });
    const memory = await readMemory(db, keys);
    events = await openNamed(eventStoreDbUrl);
    const losses =
      events === null ? lossesWithoutLog(memory) : await lossesOfServers(events, keys, memory, systemTimer);
    if (losses.length === 0) return sayWhole('these servers', asking);
    const stores = { db, keys, events };
    const concerned = await concernedBy(losses, { ...stores, orderIdOf });
    const { orders, keyIds } = concerned;
    await askToGoOn({ losses, words: losses.map(serverLossInWords), orders, keyIds, seen: () => '' }, asking);
    await acceptServerLosses(losses, concerned, stores, { at: systemClock.now(), nextId: () => systemIds.next() });
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

class NoLog extends Error {}

/** The log of this program; null when the server has none, and stays without. */
async function openNamed(connectionString: string): Promise<EventStore | null> {
  const beforeNaming = () => {
    throw new NoLog();
  };
  try {
    return await openEventStoreDb({ categories: CATEGORIES, connectionString, beforeNaming });
  } catch (error) {
    if (error instanceof NoLog) return null;
    throw error;
  }
}
