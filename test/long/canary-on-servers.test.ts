import { expect, it } from '@jest/globals';
import { BSON } from 'mongodb';
import { OPERATOR_TOKEN } from '../e2e/support/app.ts';
import {
  eraseBoth,
  everythingShown,
  foundIn,
  marked,
  markedOrder,
  traceCollector,
  wholeRun,
} from '../e2e/support/canary.ts';
import { Cluster } from '../e2e/support/cluster.ts';
import { describeOnMongo } from '../support/mongo/describe-on-mongo.ts';

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
