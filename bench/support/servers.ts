import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EventStoreDBClient, jsonEvent, NO_STREAM, START, streamNameFilter } from '@eventstore/db-client';
import { naming } from '../../src/compose/known-orders.ts';
import { KEYRING_STREAM, OWN_STREAMS, PROGRAM } from '../../src/compose/names.ts';
import { keyringSecretsOf } from '../../src/compose/secrets.ts';
import {
  type EventStore,
  START as FROM_START_OF_LOG,
  StoreUnavailable,
} from '../../src/platform/eventstore/event-store.ts';
import { openEventStoreDb } from '../../src/platform/eventstore/eventstoredb/eventstoredb-event-store.ts';
import { MongoKeyCollection } from '../../src/platform/eventstore/keyring/mongo-key-collection.ts';
import { MongoKeyring } from '../../src/platform/eventstore/keyring/mongo-keyring.ts';
import { connectMongo, type MongoConnection } from '../../src/platform/mongo/connect.ts';
import { MongoOpsStore } from '../../src/platform/processes/mongo/ops-store.ts';
import { stateKey } from '../../src/platform/processes/ops-store.ts';
import { systemClock, systemIds, systemTimer } from '../../src/platform/runtime/system.ts';
import { acceptServerLosses, concernedBy } from '../../src/platform/servers/accept-losses.ts';
import { lossesOfServers, readMemory } from '../../src/platform/servers/losses.ts';
import { MongoViewStore } from '../../src/platform/views/mongo/mongo-view-store.ts';
import { PAYMENT } from '../../src/processes/payment/payment-process.ts';
import { SHIPPING } from '../../src/processes/shipping/shipping-process.ts';
import { SMS } from '../../src/processes/sms/sms-process.ts';
import { createCodec, createEventLog } from '../../src/stored-events/event-log.ts';
import { startMongo } from '../../test/support/mongo/mongo-server.ts';
import { anEvent, callsPerSecond } from './an-event.ts';
import { type Backend, type Place, SECRET, type Written } from './place.ts';
import { simulatorsIn } from './simulators.ts';
import { started, startedFolder, starting } from './started.ts';

const PATIENCE_MS = 60_000;
const ROOT = join(import.meta.dirname, '../..');

/**
 * EventStoreDB and MongoDB, as `EVENTSTOREDB_URL` and `MONGODB_URL` name them. Without them the double of the tests, as a process of its
 * own, and whatever Mongo server the tests find: the figures are then of the adapters, not of the servers, and the table says so.
 */
export async function serverBackend(): Promise<Backend> {
  const { thing: mongo } = await starting(startMongo(), async (server) =>
    'skipped' in server ? undefined : server.stop(),
  );
  if ('skipped' in mongo) throw new Error(`There is no MongoDB to measure on: ${mongo.skipped}.`);
  const { EVENTSTOREDB_URL } = process.env;
  const log = EVENTSTOREDB_URL
    ? 'the EventStoreDB that EVENTSTOREDB_URL names'
    : "the tests' double of EventStoreDB, not the server";
  return {
    about: `On ${log}, and ${mongo.name === 'mongo-java-server' ? 'mongo-java-server, not MongoDB' : `MongoDB (${mongo.name})`}.`,
    isShared: true,
    place: () => serverPlace(mongo.url, EVENTSTOREDB_URL),
  };
}

async function serverPlace(mongoUrl: string, eventStoreDbUrl: string | undefined): Promise<Place> {
  const folder = startedFolder();
  const double = eventStoreDbUrl ? null : await startDouble();
  const connectionString = eventStoreDbUrl || (double?.url ?? '');
  const simulators = await simulatorsIn(join(folder.path, 'simulators'));
  const database = `kkotgil-bench-${randomUUID()}`;
  const connect = () => connectPatiently({ url: mongoUrl, database, appName: PROGRAM });
  const drop = started(async () => {
    const connection = await connect();
    await connection.db.dropDatabase();
    await connection.close();
  });
  const openStore = () => openEventStoreDb({ ...OWN_STREAMS, connectionString });
  if (eventStoreDbUrl) await leaveOthersOrders(openStore, connect);
  return {
    isShared: true,
    env: {
      KKOTGIL_STORE: 'eventstoredb',
      KKOTGIL_DATA_DIR: folder.path,
      EVENTSTOREDB_URL: connectionString,
      MONGODB_URL: mongoUrl,
      MONGODB_DATABASE: database,
      PAYMENT_URL: simulators.paymentUrl,
      SMS_URL: simulators.smsUrl,
    },
    openStore,
    openLog: async () => {
      const [store, connection] = [await openStore(), await connect()];
      const random = randomBytes;
      const options = {
        connection,
        secrets: keyringSecretsOf(SECRET),
        random,
        timer: systemTimer,
      };
      const keyring = await MongoKeyring.open(options);
      const codec = createCodec(keyring, random);
      const close = async () => {
        await keyring.close();
        await store.close();
        await connection.close();
      };
      return { log: createEventLog(store, codec), keyring, close };
    },
    openViews: async () => {
      const connection = await connect();
      const store = await MongoViewStore.open(connection);
      return Object.assign(store, { close: () => connection.close() });
    },
    limit: {
      what: "the server's client alone",
      measure: (callers, seconds) => rawClient(connectionString, callers, seconds),
      catchUp: (written) => rawCatchUp(connectionString, written),
    },
    remove: async () => {
      try {
        await drop();
      } finally {
        await simulators.end();
        await double?.stop();
        await folder.remove();
      }
    },
  };
}

/**
 * What others have left open in this log is not worked on: the process managers begin where it ends now. Their keys are of no use here
 * either; the log goes on knowing them.
 */
async function leaveOthersOrders(
  openStore: () => Promise<EventStore>,
  connect: () => Promise<MongoConnection>,
): Promise<void> {
  const [store, connection] = [await openStore(), await connect()];
  try {
    const keys = new MongoKeyCollection(connection);
    const stores = { db: connection.db, keys, events: store, keyringStream: KEYRING_STREAM };
    const losses = await lossesOfServers(stores, await readMemory(connection.db, keys), systemTimer);
    const by = { at: systemClock.now(), nextId: () => systemIds.next() };
    const { instances: orders, keyIds } = await concernedBy(losses, stores, naming);
    if (losses.length > 0) await acceptServerLosses(losses, { orders, keyIds }, stores, by);
    const ops = await MongoOpsStore.open(connection);
    const position = await store.head();
    for (const name of [PAYMENT, SHIPPING, SMS])
      await ops.save(stateKey(store, name), { position, opened: [], parked: [], closed: [] });
  } finally {
    await store.close();
    await connection.close();
  }
}

/** A server that has just been measured may have much to write down yet, and answer nobody meanwhile. */
async function connectPatiently(to: Parameters<typeof connectMongo>[0]): Promise<MongoConnection> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await connectMongo(to);
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || performance.now() >= giveUpAt) throw error;
    }
  }
}

async function rawClient(connectionString: string, callers: number, seconds: number): Promise<number> {
  const client = EventStoreDBClient.connectionString(connectionString);
  try {
    return await callsPerSecond(callers, seconds, () => {
      const { id, type, data, metadata } = anEvent(systemIds.next());
      const event = jsonEvent({ id, type, data, metadata });
      return client.appendToStream(`bench-${id}`, event, { expectedRevision: NO_STREAM });
    });
  } finally {
    await client.dispose();
  }
}

/** As the client's documents show it, with the window that was found to be the fastest. */
async function rawCatchUp(connectionString: string, { after, events }: Written): Promise<number> {
  const client = EventStoreDBClient.connectionString(connectionString);
  const half = after.length / 2;
  const fromPosition =
    after === FROM_START_OF_LOG ? START : { commit: BigInt(after.slice(0, half)), prepare: BigInt(after.slice(half)) };
  const filter = streamNameFilter({ prefixes: ['notification-'], maxSearchWindow: 4_096 });
  const begun = performance.now();
  let read = 0;
  try {
    for await (const _ of client.subscribeToAll({ fromPosition, filter })) if (++read >= events) break;
    return (read * 1000) / (performance.now() - begun);
  } finally {
    await client.dispose();
  }
}

async function startDouble(): Promise<{ url: string; stop(): Promise<void> }> {
  const script = 'test/doubles/eventstoredb/serve.ts';
  const child: ChildProcess = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  if (child.stdout === null) throw new Error('the output is a pipe');
  const exited = once(child, 'exit');
  const stop = started(async () => {
    child.stdin?.end();
    await exited;
  });
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { url, stop };
}
