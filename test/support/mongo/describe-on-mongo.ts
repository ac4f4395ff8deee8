import { randomUUID } from 'node:crypto';
import { afterAll, describe } from '@jest/globals';
import { connectMongo, type MongoConnection } from '../../../src/platform/mongo/connect.ts';
import { describeUnless } from '../unless.ts';
import { startMongo } from './mongo-server.ts';
import type { MongoServer } from './server.ts';

/** What tests get to work with. */
export interface TestMongo extends Omit<MongoServer, 'stop'> {
  /** Why the tests may not make the server go away; null where they may. */
  readonly noOutage: string | null;
  /** The name of a database that nobody else uses. It is dropped after the last test. */
  newDatabase(): string;
  /** A connection of its own to a database, by default to a new one. It is closed after the last test. */
  connect(database?: string): Promise<MongoConnection>;
}

/**
 * Declares tests that need MongoDB: `await` it at the top level of a test file. The server is started at once, and stopped after
 * the last test. Where there is none the tests are skipped, and standard error says why.
 */
export async function describeOnMongo(what: string, tests: (mongo: TestMongo) => void): Promise<void> {
  const server = await startMongo();
  if ('skipped' in server) {
    describeUnless(server.skipped, `${what} on MongoDB`, () => tests(absent));
    return;
  }
  describe(`${what} on MongoDB (${server.name})`, () => {
    const databases = new Set<string>();
    const connections: MongoConnection[] = [];
    const newDatabase = () => {
      const name = `kkotgil-test-${randomUUID()}`;
      databases.add(name);
      return name;
    };
    const connect = async (database = newDatabase()) => {
      const connection = await connectMongo({ url: server.url, database, appName: 'test' });
      connections.push(connection);
      return connection;
    };
    afterAll(async () => {
      try {
        for (const connection of connections) await connection.close();
        if (server.name === 'MONGODB_URL') await drop(server.url, databases);
      } finally {
        await server.stop();
      }
    });
    const noOutage = server.outage === undefined ? `${server.name} is not for these tests to stop` : null;
    tests({ ...server, noOutage, newDatabase, connect });
  });
}

/** A server that others use, too, is left as it was found. */
async function drop(url: string, databases: ReadonlySet<string>): Promise<void> {
  for (const database of databases) {
    const { db, close } = await connectMongo({ url, database, appName: 'test' });
    try {
      await db.dropDatabase();
    } finally {
      // An open client would keep the whole run from ending.
      await close();
    }
  }
}

const nobody = () => {
  throw new Error('skipped tests do not run');
};
const absent: TestMongo = { name: 'mongo-java-server', url: '', noOutage: null, newDatabase: nobody, connect: nobody };
