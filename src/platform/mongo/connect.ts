import { type Db, MongoClient, type MongoClientOptions } from 'mongodb';
import { StartFault } from '../runtime/start-fault.ts';
import { asStoreFault } from './faults.ts';

/** One pool of connections, shared by all stores of a process. */
export interface MongoConnection {
  readonly db: Db;
  /** Ends all calls under way. May be repeated. */
  close(): Promise<void>;
}

/**
 * What is answered is on the disk of a majority. Nobody waits for long: a caller is told "not now" and tries again, which is safe
 * because every write is guarded. Times are milliseconds.
 */
const OPTIONS: MongoClientOptions = {
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: 5_000 },
  readPreference: 'primary',
  serverSelectionTimeoutMS: 2_500,
  connectTimeoutMS: 2_500,
  socketTimeoutMS: 6_000,
  waitQueueTimeoutMS: 5_000,
  // A server that went silent is noticed within this and a time-out, one that came back as well.
  heartbeatFrequencyMS: 2_000,
  maxPoolSize: 50,
  ignoreUndefined: true,
};

export interface MongoPlace {
  /** A connection string: servers, credentials, TLS. Time-outs and write concern are not for it to say. */
  readonly url: string;
  readonly database: string;
  /** What the server's log and list of clients call this program. */
  readonly appName: string;
  /** Hears of every call to the server. */
  readonly onCall?: () => void;
}

/**
 * Connects to a database.
 * @throws StartFault when the string can't be read.
 * @throws StoreUnavailable when no server answers now.
 */
export async function connectMongo({ url, database, appName, onCall }: MongoPlace): Promise<MongoConnection> {
  const client = openClient(url, appName);
  // To hear of the commands themselves would have the driver describe each of them.
  if (onCall !== undefined) client.on('connectionCheckedOut', onCall);
  try {
    await client.connect();
  } catch (error) {
    await client.close();
    throw asStoreFault('MongoDB', error);
  }
  return { db: client.db(database), close: () => client.close() };
}

function openClient(url: string, appName: string): MongoClient {
  try {
    return new MongoClient(url, { ...OPTIONS, appName });
  } catch (cause) {
    // The string may hold a password, so neither it nor the driver's message is shown.
    throw new StartFault('What names the servers is no connection string of MongoDB: mongodb://host:27017.', {
      cause,
      setting: 'mongodb-url',
    });
  }
}
