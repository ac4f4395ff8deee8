import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Db } from 'mongodb';
import { Registry } from 'prom-client';
import { OWN_STREAMS } from '../../src/compose/names.ts';
import { keyringSecretsOf } from '../../src/compose/secrets.ts';
import { openServerStores } from '../../src/compose/server-stores.ts';
import type { LeaseTerms, Stores } from '../../src/compose/stores.ts';
import { readConfig } from '../../src/config.ts';
import { START } from '../../src/platform/eventstore/event-store.ts';
import { openEventStoreDb } from '../../src/platform/eventstore/eventstoredb/eventstoredb-event-store.ts';
import { holdLease } from '../../src/platform/leases/hold.ts';
import { StartFault } from '../../src/platform/runtime/start-fault.ts';
import { EventStoreDouble } from '../doubles/eventstoredb/double.ts';
import { aRoseOrder, idOf } from '../support/history.ts';
import { describeOnMongo } from '../support/mongo/describe-on-mongo.ts';
import { quiet } from '../support/quiet-logger.ts';

const SECRET = Buffer.alloc(32, 7);
const PHONE = '+821012345678';

await describeOnMongo('log and keys on servers', (mongo) => {
  let server: EventStoreDouble;
  let database: string;
  let opened: Stores[];
  beforeEach(async () => {
    server = await EventStoreDouble.start();
    database = mongo.newDatabase();
    opened = [];
  });
  afterEach(async () => {
    for (const stores of opened) await stores.close();
    await server.close();
  });

  const start = async (at = { server, database }) => {
    const config = readConfig({
      KKOTGIL_STORE: 'eventstoredb',
      EVENTSTOREDB_URL: at.server.connectionString,
      MONGODB_URL: mongo.url,
      MONGODB_DATABASE: at.database,
      KKOTGIL_SECRET: SECRET.toString('base64'),
      PAYMENT_URL: 'http://127.0.0.1:1',
      SMS_URL: 'http://127.0.0.1:1',
    });
    const { signal } = new AbortController();
    const deps = { secrets: keyringSecretsOf(SECRET), logger: quiet, metrics: new Registry(), signal };
    const stores = await openServerStores(config, deps);
    opened.push(stores);
    return stores;
  };
  const stop = async (stores: Stores) => {
    opened = opened.filter((each) => each !== stores);
    await stores.close();
  };
  const refusal = async (at = { server, database }) => {
    const error = await start(at).then(
      () => null,
      (fault: unknown) => fault,
    );
    expect(error).toBeInstanceOf(StartFault);
    const { message, mishap } = error as StartFault;
    expect(message).toMatch(/Nothing was changed\./);
    expect(mishap).toBe('servers-not-whole');
    return message;
  };
  const place = async ({ log, keyring }: Stores, phone = PHONE) => {
    const orderId = idOf(randomUUID());
    const customer = await keyring.subjectFor(phone);
    const commandId = randomUUID();
    const at = '2026-05-08T03:00:00.000Z';
    const context = { commandId, correlationId: orderId, causationId: commandId, actor: 'customer', at } as const;
    const subjects = { customer, recipient: customer };
    const event = { type: 'OrderPlaced', data: aRoseOrder } as const;
    return log.append(`order-${orderId}`, 'no-stream', [event], { ...context, subjects });
  };
  /** A shop that has run: an order, and what views and processes have made of it. */
  const shop = async () => {
    const stores = await start();
    const { position } = await place(stores);
    const { version } = await stores.views.create('order-status', {
      ...{ purpose: 'keep', fingerprint: 'f', logId: stores.log.logId, indexes: [] },
    });
    await stores.views.apply({ view: 'order-status', version }, { documents: [], parked: [], position });
    await stores.ops.save(`${stores.log.logId}/payment`, { position, opened: [], parked: [], closed: [] });
    await stop(stores);
  };
  const inMongo = async (change: (db: Db) => Promise<unknown>) => {
    const { db, close } = await mongo.connect(database);
    await change(db);
    await close();
  };
  const acceptLoss = async (...options: string[]) => {
    const tool = ['--disable-warning=ExperimentalWarning', 'src/cli/log-accept-loss.ts', '--store', 'eventstoredb'];
    const child = spawn(process.execPath, [...tool, '--yes', ...options], {
      cwd: join(import.meta.dirname, '../..'),
      env: {
        PATH: process.env.PATH,
        EVENTSTOREDB_URL: server.connectionString,
        MONGODB_URL: mongo.url,
        MONGODB_DATABASE: database,
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        output += data;
      });
    }
    const [code] = await once(child, 'close');
    return { code, output };
  };
  /** The customers of all orders, as they read now. */
  const readable = async ({ log }: Stores) => {
    const names: string[] = [];
    for await (const page of log.readAll()) {
      for (const event of page) if (event.type === 'OrderPlaced') names.push(event.data.customer.name);
    }
    return names;
  };
  const emptied = (...names: string[]) =>
    inMongo((db) => Promise.all(names.map((name) => db.collection(name).deleteMany({}))));

  it('that belong together let one process after the other start', async () => {
    await shop();
    const again = await start();
    const beside = await start();
    await place(again);
    await place(beside, '+821099998888');
    await stop(again);
    await stop(await start());
  });

  it('are looked at no further back than some thousand records, however much others have written', async () => {
    await shop();
    const data = Buffer.from('{}');
    const theirs = Array.from({ length: 4_200 }, () => ({ id: randomUUID(), type: 'Foreign', data, metadata: data }));
    server.append('another-program', 'any', theirs);
    const { read } = server.seen;
    // A log end that is new to the process is looked for among all of them, by the log itself.
    const stores = await openEventStoreDb({ ...OWN_STREAMS, connectionString: server.connectionString });
    await stores.head();
    await stores.close();
    const looking = server.seen.read - read;
    await stop(await start());
    expect(server.seen.read - read - 2 * looking).toBeLessThan(20);
  }, 30_000);

  it('let a process start on what earlier releases have left: neither knows of the other', async () => {
    await shop();
    await inMongo((db) => db.collection('keyringChecks').deleteOne({ _id: 'log' as never }));
    await stop(await start());
  });

  it('refuse an event store without a log, and leave it as it is', async () => {
    await shop();
    const empty = await EventStoreDouble.start();
    try {
      expect(await refusal({ server: empty, database })).toMatch(
        /EventStoreDB has no event log of this program, and the keys and views and processes in MongoDB know of one/,
      );
      await emptied('keyringChecks', 'keys', 'views');
      expect(await refusal({ server: empty, database })).toMatch(
        /no event log of this program, and processes in MongoDB/,
      );
      const other = await start({ server: empty, database: mongo.newDatabase() });
      expect(await other.log.head()).toBe(START);
    } finally {
      for (const stores of opened.splice(0)) await stores.close();
      await empty.close();
    }
  });

  it('refuse the log of another shop', async () => {
    await shop();
    const other = await EventStoreDouble.start();
    try {
      const its = await start({ server: other, database: mongo.newDatabase() });
      await place(its);
      await stop(its);
      expect(await refusal({ server: other, database })).toMatch(/EventStoreDB has the event log of another one/);
    } finally {
      await other.close();
    }
  });

  it('refuse a log that is older than what views or processes have seen, until that is accepted', async () => {
    await shop();
    const ahead = '9'.repeat(40);
    await inMongo((db) => db.collection('opsProcesses').updateMany({}, { $set: { position: ahead } }));
    expect(await refusal()).toMatch(/it lacks events that processes have seen/);
    const { code, output } = await acceptLoss('--json');
    expect([code, JSON.parse(output)]).toMatchObject([
      0,
      { losses: [{ what: 'log-behind', by: 'processes' }], orders: [] },
    ]);
    await stop(await start());
  }, 60_000);

  it('keep a loss from being accepted while a process of the shop works, and not for one that has died', async () => {
    await shop();
    const stores = await start();
    const { store, timer } = stores.leases as LeaseTerms;
    const stopped = new AbortController();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const work = async ({ signal }: { signal: AbortSignal }) => {
      begin();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    };
    const holding = holdLease({
      ...{ store, timer, name: 'payment', holder: randomUUID(), logger: quiet },
      ...{ signal: stopped.signal, work },
    });
    await begun;
    await emptied('keys');
    const { code, output } = await acceptLoss();
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/shop is running.*leases of payment.*Nothing was changed/),
    ]);
    expect(await refusal()).toMatch(/older than the event log/);
    stopped.abort();
    await holding;
    await stop(stores);
    // What a process that was killed has left behind.
    await inMongo((db) => db.collection('leases').updateOne({}, { $set: { holder: 'who died' } }));
    expect((await acceptLoss()).code).toBe(0);
    await stop(await start());
  }, 60_000);

  it('refuse to make new keys where the old ones are missing', async () => {
    await shop();
    await emptied('keys', 'keyringChecks');
    expect(await refusal()).toMatch(/The keys in MongoDB \(keys, keyringChecks\) are missing/);
    const { code, output } = await acceptLoss();
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/1 people can't be read any more.*It concerns 1 orders:/s),
    ]);
    const anew = await start();
    expect(await readable(anew)).toEqual(['[erased]']);
    await place(anew);
    await stop(anew);
    await stop(await start());
    // Only once: from here on these are the keys of the log.
    await emptied('keys', 'keyringChecks');
    await refusal();
  }, 30_000);

  it('refuse the keys of another shop', async () => {
    await shop();
    await emptied('keys', 'keyringChecks');
    // What another shop has put there.
    const theirs = await EventStoreDouble.start();
    try {
      const from = mongo.newDatabase();
      const stores = await start({ server: theirs, database: from });
      await place(stores);
      await stop(stores);
      const source = await mongo.connect(from);
      for (const name of ['keys', 'keyringChecks']) {
        const documents = await source.db.collection(name).find().toArray();
        await inMongo((db) => db.collection(name).insertMany(documents));
      }
    } finally {
      await theirs.close();
    }
    expect(await refusal()).toMatch(/are of another shop/);
    await inMongo((db) => db.collection('keyringChecks').deleteOne({ _id: 'log' as never }));
    expect(await refusal()).toMatch(/are of another shop/);
  });

  it('refuse keys that are older than the log', async () => {
    await shop();
    await emptied('keys');
    expect(await refusal()).toMatch(/older than the event log: they lack 1 keys/);
    expect((await acceptLoss()).code).toBe(0);
    const anew = await start();
    expect(await readable(anew)).toEqual(['[erased]']);
    await stop(anew);
  }, 30_000);

  it('refuse keys in which somebody who was erased can be read again', async () => {
    await shop();
    let before: object[] = [];
    await inMongo(async (db) => {
      before = await db.collection('keys').find().toArray();
    });
    const stores = await start();
    await stores.keyring.destroy(await stores.keyring.subjectFor(PHONE));
    await stop(stores);
    await inMongo(async (db) => {
      await db.collection('keys').deleteMany({});
      await db.collection('keys').insertMany(before);
    });
    expect(await refusal()).toMatch(/1 people who were erased since can be read again/);
    expect((await acceptLoss()).code).toBe(0);
    await stop(await start());
  }, 30_000);

  it('let a shop begin anew on an empty event store once the loss of its log was accepted by name', async () => {
    await shop();
    const kept = server;
    server = await EventStoreDouble.start();
    try {
      const { code, output } = await acceptLoss();
      expect([code, output]).toEqual([0, expect.stringMatching(/no event log of this program.*acceptedLosses/s)]);
      await stop(await start());
    } finally {
      await kept.close();
    }
  }, 30_000);
});
