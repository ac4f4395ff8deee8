import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import type { App } from '../e2e/support/app.ts';
import { anOrder, eventually, type Placed } from '../e2e/support/client.ts';
import { Cluster } from '../e2e/support/cluster.ts';
import { chargesIn } from '../e2e/support/simulators.ts';
import { describeOnMongo } from '../support/mongo/describe-on-mongo.ts';

/** From one order to the next: twenty a second. */
const EVERY_MS = 50;
/** After a 503. */
const AGAIN_AFTER_MS = 200;

await describeOnMongo('three processes that are restarted one after the other', (mongo) => {
  it('lose nothing under load, and answer with nothing but 2xx or 503', async () => {
    const cluster = await Cluster.open({ url: mongo.url, database: mongo.newDatabase() });
    let going = true;
    const start = () => cluster.start('api', 'projections', 'processes');
    try {
      /** Those that a load balancer sends requests to. */
      const apps: App[] = [await start(), await start(), await start()];
      const placed: Placed[] = [];
      const wrong: string[] = [];
      let number = 0;
      const place = async () => {
        const key = `rolling-${number++}`;
        for (let tries = 0; going || tries < 100; tries++) {
          const app = apps[(number + tries) % apps.length] as App;
          const answer = await cluster
            .clientOf(() => app)
            .place(anOrder(), key)
            .catch((error: Error) => ({ status: 0, body: `${error.message} ${String(error.cause)}` }));
          if (answer.status === 201) {
            placed.push(answer.body as Placed);
            return;
          }
          if (answer.status !== 503) wrong.push(`${answer.status} ${JSON.stringify(answer.body)}`);
          await sleep(AGAIN_AFTER_MS);
        }
      };
      const customers = (async () => {
        const open: Promise<unknown>[] = [];
        const begun = performance.now();
        while (going) {
          open.push(place());
          await sleep(Math.max(0, begun + open.length * EVERY_MS - performance.now()));
        }
        await Promise.all(open);
      })();

      for (let restart = 0; restart < 3; restart++) {
        const taken = placed.length;
        while (placed.length < taken + 20) await sleep(EVERY_MS);
        const old = apps.shift() as App;
        expect(await old.stop()).toBe(0);
        const successor = await start();
        await eventually(
          'the new one is ready',
          async () => {
            const { status, body } = await cluster.clientOf(() => successor).get('/health/ready');
            return status === 200 ? { done: true } : { not: JSON.stringify(body) };
          },
          60_000,
        );
        apps.push(successor);
      }
      going = false;
      await customers;

      const client = cluster.clientOf(() => apps[0] as App);
      for (const { orderId } of placed) {
        await client.untilOrder(
          orderId,
          'is with the florist',
          (order) => order?.delivery?.status === 'Requested',
          90_000,
        );
      }
      const charged = Map.groupBy(await chargesIn(cluster.simulators.paymentUrl), ({ orderId }) => orderId);
      for (const { orderId, total } of placed) {
        expect(charged.get(orderId)).toMatchObject([{ amount: total, refunded: 0 }]);
      }
      expect(wrong).toEqual([]);
      process.stdout.write(`rolling restarts: ${placed.length} orders, none lost\n`);
    } finally {
      going = false;
      await cluster.close();
    }
  }, 300_000);
});
