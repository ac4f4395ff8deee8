import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BSON } from 'mongodb';
import { findInFiles } from '../support/find-in-files.ts';
import { describeOnMongo } from '../support/mongo/describe-on-mongo.ts';
import { OPERATOR_TOKEN } from './support/app.ts';
import {
  everythingShown,
  foundIn,
  type Marked,
  marked,
  markedOrder,
  traceCollector,
  wholeRun,
} from './support/canary.ts';
import type { Client, Placed } from './support/client.ts';
import { Cluster } from './support/cluster.ts';
import { type Recorder, recordCalls } from './support/recorder.ts';
import { World } from './support/world.ts';

const erase = (client: Client, phone: string) =>
  client.request('POST', '/api/privacy/erase', { token: OPERATOR_TOKEN, body: { phone } });

async function eraseBoth(client: Client, { customerPhone, recipientPhone }: Marked, orders: number): Promise<void> {
  for (const phone of [customerPhone, recipientPhone]) {
    expect(await erase(client, phone)).toMatchObject({ status: 200, body: { erased: true, ordersKept: orders } });
  }
}

describe('what people have told the shop', () => {
  const people = marked('31');
  let world: World;
  const outside: Recorder[] = [];
  let traces: Awaited<ReturnType<typeof traceCollector>>;
  /** All that every start has printed. */
  const printed: string[] = [];
  let orders: Placed[];
  let refusals: string;
  let metrics = '';
  beforeAll(async () => {
    traces = await traceCollector();
    world = await World.start();
    await world.app.stop();
    outside.push(await recordCalls(world.paymentUrl), await recordCalls(world.smsUrl));
    const [payment, sms] = outside.map(({ url }) => url);
    const env = {
      LOG_LEVEL: 'trace',
      OTEL_EXPORTER_OTLP_ENDPOINT: traces.url,
      PAYMENT_URL: payment ?? '',
      SMS_URL: sms ?? '',
    };
    await world.restart(env);
    const run = await wholeRun(world.client, people, (system, state) => world.set(system, state));
    orders = run.orders;
    refusals = run.refusals.map(({ headers, body }) => JSON.stringify([[...headers], body])).join('\n');
    expect(run.refusals.filter(({ status }) => status < 400 || status >= 500)).toEqual([]);

    // A power cut in the middle of another order, and a record that lies there otherwise than it was written.
    const other = await world.client.placed(markedOrder(marked('32')));
    metrics += JSON.stringify((await world.client.get('/metrics')).body);
    await world.app.kill();
    printed.push(...world.app.output);
    const log = new DatabaseSync(join(world.app.dataDir, 'log.db'));
    log
      .prepare('UPDATE events SET data = replace(data, \'"box":"\', \'"box":"A\') WHERE stream = ?')
      .run(`order-${other.orderId}`);
    log.close();
    await world.restart(env);
    await world.client.order(other.orderId);
    await world.client.get(`/api/audit/orders/${other.orderId}`, OPERATOR_TOKEN);
    metrics += JSON.stringify((await world.client.get('/metrics')).body);
  }, 180_000);
  afterAll(async () => {
    await world.stop();
    for (const each of outside) await each.close();
    traces.close();
  });

  it('is there, for those whom it is told', async () => {
    const shown = await everythingShown(world.client, orders);
    const { words } = people;
    for (const word of Object.values(words)) expect(shown).toContain(word);
  });

  it('is in no refusal, and in no metric', () => {
    const texts = [...people.texts, ...marked('32').texts];
    expect(foundIn(refusals, texts)).toEqual([]);
    expect(foundIn(metrics, texts)).toEqual([]);
  });

  it('is nowhere any more once both are erased: not shown, in no byte of the data folder, and not at the simulators', async () => {
    await eraseBoth(world.client, people, orders.length);
    expect(foundIn(await everythingShown(world.client, orders), people.texts)).toEqual([]);
    expect(await findInFiles(join(world.app.dataDir, '..'), people.texts)).toEqual([]);
    for (const url of [world.paymentUrl, world.smsUrl]) {
      expect(foundIn(await (await fetch(`${url}/ledger`)).text(), people.texts)).toEqual([]);
    }
    for (const { orderId } of orders) {
      expect((await world.client.order(orderId)).body).toMatchObject({ orderId, total: 90_000 });
    }
  }, 60_000);

  it('is in no line of the log at any level, in no trace, and in no address, the restart and the erasure included', async () => {
    await world.app.stop();
    printed.push(...world.app.output);
    const texts = [...people.texts, ...marked('32').texts];
    expect(foundIn(printed.join('\n'), texts)).toEqual([]);
    expect(foundIn(traces.sent(), texts)).toEqual([]);
    const addresses = outside.flatMap((each) => each.addresses);
    expect(addresses.length).toBeGreaterThan(10);
    expect(foundIn(addresses.join('\n'), texts)).toEqual([]);
    // The check can see: what the program prints of itself is found, and so would be what it must not print.
    expect(
      foundIn(printed.join('\n'), ['"route":"/api/orders"', ...orders.map(({ orderId }) => orderId)]).length,
    ).toBeGreaterThan(1);
    expect(foundIn(traces.sent(), ['POST /api/orders'])).toHaveLength(1);
    expect(foundIn(`${printed.join('\n')}\n${people.customerPhone}`, texts)).toEqual([
      `10${people.customerPhone.slice(3)}`,
    ]);
  });
});

await describeOnMongo('what people have told a shop of three processes', (mongo) => {
  it('is in no line, metric, trace or refusal of any of them, faults included, and after the erasure in no collection and no answer', async () => {
    const people = marked('34');
    const others = marked('35');
    const texts = [...people.texts, ...others.texts];
    const database = mongo.newDatabase();
    const traces = await traceCollector();
    const env = { LOG_LEVEL: 'trace', OTEL_EXPORTER_OTLP_ENDPOINT: traces.url };
    const cluster = await Cluster.open({ url: mongo.url, database }, undefined, env);
    try {
      const apps = [await cluster.start('projections'), await cluster.start('processes'), await cluster.start('api')];
      const client = cluster.clientOf(() => apps[2] as (typeof apps)[number]);
      const set = async (system: 'payment' | 'sms', state: 'up' | 'down') => {
        const { paymentUrl, smsUrl } = cluster.simulators;
        await fetch(`${system === 'payment' ? paymentUrl : smsUrl}/admin/${state}`, { method: 'POST' });
      };
      const { orders, refusals } = await wholeRun(client, people, set);

      // MongoDB goes away in the middle of another order, and with it somebody's who asks; then a process falls.
      const other = await client.placed(markedOrder(others));
      await mongo.outage?.begin();
      for (const path of [`/api/orders/${other.orderId}`, `/api/audit/orders/${other.orderId}`]) {
        refusals.push(await client.get(path, OPERATOR_TOKEN));
      }
      refusals.push(await client.place(markedOrder(others)));
      await mongo.outage?.end();
      await apps[1]?.kill();
      apps.push(await cluster.start('processes'));
      await client.untilOrder(
        other.orderId,
        'is with the florist',
        (order) => order?.delivery?.status === 'Requested',
        60_000,
      );
      await client.cancel(other.orderId, other.trackingToken, { reason: others.words.reason });
      await client.untilOrder(other.orderId, 'is refunded', (order) => order?.payment?.status === 'Refunded', 60_000);

      expect(
        foundIn(refusals.map(({ headers, body }) => JSON.stringify([[...headers], body])).join('\n'), texts),
      ).toEqual([]);
      const living = apps.filter(({ process }) => process.exitCode === null && process.signalCode === null);
      for (const { url } of living) {
        const metrics = await (await fetch(`${url}/metrics`)).text();
        expect([metrics.includes('kkotgil_'), foundIn(metrics, texts)]).toEqual([true, []]);
      }
      const { db } = await mongo.connect(database);
      const kept = async () => {
        const collections = await db.listCollections().toArray();
        const documents = await Promise.all(collections.map(({ name }) => db.collection(name).find().toArray()));
        return documents
          .flat()
          .map((document) => BSON.EJSON.stringify(document))
          .join('\n');
      };
      expect(foundIn(await kept(), [people.words.recipient])).toHaveLength(1);

      await eraseBoth(client, people, orders.length);
      expect(foundIn(await kept(), people.texts)).toEqual([]);
      expect(foundIn(await everythingShown(client, orders), people.texts)).toEqual([]);
      for (const app of living) await app.stop();
      const printed = apps.flatMap(({ output }) => output).join('\n');
      expect([foundIn(printed, texts), foundIn(traces.sent(), texts)]).toEqual([[], []]);
      // The check can see.
      expect(foundIn(printed, ['"route":"/api/orders"'])).toHaveLength(1);
      expect(foundIn(traces.sent(), ['POST /api/orders'])).toHaveLength(1);
    } finally {
      await cluster.close();
      traces.close();
    }
  }, 300_000);
});
