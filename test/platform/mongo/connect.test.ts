import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '../../../src/platform/eventstore/event-store.ts';
import { connectMongo, type MongoConnection } from '../../../src/platform/mongo/connect.ts';
import { asStoreFault, isDuplicateKey } from '../../../src/platform/mongo/faults.ts';
import { StartFault } from '../../../src/platform/runtime/start-fault.ts';
import { describeOnMongo } from '../../support/mongo/describe-on-mongo.ts';
import { itUnless } from '../../support/unless.ts';

await describeOnMongo('a connection', (mongo) => {
  let connection: MongoConnection;
  const things = () => connection.db.collection<{ _id: string; size: number }>('things');
  beforeEach(async () => {
    connection = await mongo.connect();
  });

  it('writes and reads', async () => {
    await things().insertOne({ _id: 'a', size: 3 });
    expect(await things().findOne({ _id: 'a' })).toEqual({ _id: 'a', size: 3 });
  });

  it('waits for a majority and the journal', () => {
    expect(things().writeConcern).toMatchObject({ w: 'majority', j: true });
  });

  it('tells a document that is there already from a server that is not', async () => {
    await things().insertOne({ _id: 'a', size: 3 });
    const error = await things()
      .insertOne({ _id: 'a', size: 4 })
      .catch((error: unknown) => error);
    expect(isDuplicateKey(error)).toBe(true);
  });

  it('is unavailable once it is closed, and may be closed twice', async () => {
    await connection.close();
    await connection.close();
    const error = await things()
      .findOne({})
      .catch((error: unknown) => error);
    expect(asStoreFault('things', error)).toBeInstanceOf(StoreUnavailable);
  });

  itUnless(mongo.noOutage, 'comes back by itself after an outage, with all that was answered', async () => {
    await things().insertOne({ _id: 'a', size: 3 });
    await mongo.outage?.begin();
    const error = await things()
      .findOne({})
      .catch((error: unknown) => error);
    expect(asStoreFault('things', error)).toBeInstanceOf(StoreUnavailable);
    await mongo.outage?.end();
    expect(await things().findOne({ _id: 'a' })).toEqual({ _id: 'a', size: 3 });
  });
});

describe('without a server', () => {
  let silent: Server | undefined;
  afterEach(() => {
    silent?.close();
  });

  it('connecting ends within three seconds when nobody answers', async () => {
    silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const asked = performance.now();
    await expect(
      connectMongo({ url: `mongodb://127.0.0.1:${port}`, database: 'none', appName: 'test' }),
    ).rejects.toThrow(StoreUnavailable);
    expect(performance.now() - asked).toBeLessThan(4_000);
  });

  it('a URL that is none is a fault to be mended, and is not repeated: it may hold a password', async () => {
    const connecting = connectMongo({ url: 'http://user:hunter2@host', database: 'none', appName: 'test' });
    await expect(connecting).rejects.toThrow(StartFault);
    await expect(connecting).rejects.toMatchObject({ setting: 'mongodb-url' });
    await expect(connecting).rejects.not.toThrow(/hunter2/);
  });
});

it('a fault of the program stays what it is', () => {
  const fault = new TypeError('no such index');
  expect(asStoreFault('things', fault)).toBe(fault);
});
