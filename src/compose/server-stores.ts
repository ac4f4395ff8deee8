import { MongoAccountStore } from '../accounts/mongo/account-collections.ts';
import type { Config } from '../config.ts';
import { MongoLookStore } from '../looks/mongo/look-collection.ts';
import { NotStorable, StoreRefused, StoreUnavailable } from '../platform/eventstore/event-store.ts';
import { openEventStoreDb } from '../platform/eventstore/eventstoredb/eventstoredb-event-store.ts';
import { MongoKeyCollection } from '../platform/eventstore/keyring/mongo-key-collection.ts';
import { MongoKeyring } from '../platform/eventstore/keyring/mongo-keyring.ts';
import { walkEvents } from '../platform/eventstore/log-check/walk-events.ts';
import { MongoLeaseStore } from '../platform/leases/mongo-lease-store.ts';
import { connectMongo } from '../platform/mongo/connect.ts';
import { withStoreFaults } from '../platform/mongo/faults.ts';
import { MongoOpsStore } from '../platform/processes/mongo/ops-store.ts';
import { pooledRandom } from '../platform/runtime/random.ts';
import { StartFault } from '../platform/runtime/start-fault.ts';
import { systemClock, systemIds, systemTimer } from '../platform/runtime/system.ts';
import { bindKeysToLog } from '../platform/servers/keep-note.ts';
import { lossesOfServers, lossesWithoutLog, readMemory, type ServerLoss } from '../platform/servers/losses.ts';
import { serverLossesInWords } from '../platform/servers/words.ts';
import { MongoViewStore } from '../platform/views/mongo/mongo-view-store.ts';
import { createCodec, createEventLog } from '../stored-events/event-log.ts';
import { CountedEventStore } from './log-counter.ts';
import { countCalls } from './mongo-counter.ts';
import { KEYRING_STREAM, OWN_STREAMS, PROGRAM } from './names.ts';
import { Opened } from './opened.ts';
import type { Stores, StoresDeps } from './stores.ts';

/** How long a server may be away when this process starts, and how often it is tried meanwhile, in milliseconds. */
const PATIENCE_MS = 60_000;
const TRY_EVERY_MS = 1_000;

/**
 * Opens the stores that servers keep: the log in EventStoreDB, all else in MongoDB. A server that starts at the same time is waited for.
 * @throws StartFault when a server can't be reached in time, or can't be used.
 */
export async function openServerStores(config: Config, deps: StoresDeps): Promise<Stores> {
  const { secrets, metrics } = deps;
  const { EVENTSTOREDB_URL: connectionString = '', MONGODB_URL: url = '', MONGODB_DATABASE: database } = config;
  const random = pooledRandom();
  const opened = new Opened();
  const ready = <T>(setting: string, open: () => Promise<T>) => whenReady(setting, open, deps);
  try {
    const onCall = countCalls(metrics);
    const place = { url, database, appName: PROGRAM, onCall };
    const connection = opened.add(await ready('MONGODB_URL', () => connectMongo(place)));
    const keys = new MongoKeyCollection(connection);
    const memory = await ready('MONGODB_URL', () => asked(() => readMemory(connection.db, keys)));
    const beforeNaming = () => refuse(lossesWithoutLog(memory));
    const server = await ready('EVENTSTOREDB_URL', () =>
      openEventStoreDb({ connectionString, ...OWN_STREAMS, beforeNaming }),
    );
    const events = opened.add(new CountedEventStore(server, metrics));
    const losses = () =>
      asked(() => lossesOfServers({ events, keys, keyringStream: KEYRING_STREAM }, memory, systemTimer));
    refuse(await ready('EVENTSTOREDB_URL', losses));
    const ring = { connection, secrets, random, timer: systemTimer };
    const keyring = opened.add(await ready('MONGODB_URL', () => MongoKeyring.open(ring)));
    const bound = {
      events,
      keyringStream: KEYRING_STREAM,
      keys,
      keyring,
      clock: systemClock,
      timer: systemTimer,
      ids: systemIds,
      logger: deps.logger,
    };
    opened.add(await ready('MONGODB_URL', () => asked(() => bindKeysToLog(bound))));
    const ops = opened.add(await ready('MONGODB_URL', () => MongoOpsStore.open(connection)));
    const accounts = opened.add(await ready('MONGODB_URL', () => MongoAccountStore.open(connection)));
    const looks = opened.add(await ready('MONGODB_URL', () => MongoLookStore.open(connection)));
    const views = opened.add(await ready('MONGODB_URL', () => MongoViewStore.open(connection)));
    const codec = createCodec(keyring, random);
    const leases = { store: new MongoLeaseStore(connection), holder: systemIds.next(), timer: systemTimer };
    const log = createEventLog(events, codec);
    return {
      events,
      log,
      keyring,
      views,
      filler: null,
      ops,
      looks,
      accounts,
      walk: walkEvents(log),
      faults: () => [],
      clearAside: () => undefined,
      leases,
      close: () => opened.close(),
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** @throws StartFault when something is lost; then nothing was changed. */
function refuse(losses: readonly ServerLoss[]): void {
  if (losses.length > 0) throw new StartFault(serverLossesInWords(losses), { mishap: 'servers-not-whole' });
}

/** What MongoDB's driver throws, as what it means to a store. */
function asked<T>(ask: () => Promise<T>): Promise<T> {
  return withStoreFaults('MongoDB', ask);
}

async function whenReady<T>(
  setting: string,
  open: () => Promise<T>,
  { logger, signal }: Pick<StoresDeps, 'logger' | 'signal'>,
): Promise<T> {
  const giveUpAt = systemTimer.elapsed() + PATIENCE_MS;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (error instanceof StoreRefused || error instanceof NotStorable) {
        const advice =
          'Waiting does not help: look at the credentials in it, at the rights they have, and at the server’s version.';
        throw new StartFault(`The server that ${setting} names refuses to be used: ${error.message} ${advice}`, {
          cause: error,
        });
      }
      if (!(error instanceof StoreUnavailable)) throw error;
      if (systemTimer.elapsed() >= giveUpAt) {
        throw new StartFault(`The server that ${setting} names can't be used: ${error.message}`, { cause: error });
      }
      logger.warn({ setting, reason: error.message }, 'a server is not ready; waiting for it');
      await systemTimer.sleep(TRY_EVERY_MS, signal);
      signal.throwIfAborted();
    }
  }
}
