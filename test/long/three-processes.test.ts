import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { views } from '../../src/projections/views.ts';
import { type App, FLORIST_TOKEN, OPERATOR_TOKEN } from '../e2e/support/app.ts';
import { anOrder, type Client, eventually, type Placed } from '../e2e/support/client.ts';
import { Cluster, type Role } from '../e2e/support/cluster.ts';
import { chargesIn } from '../e2e/support/simulators.ts';
import { describeOnMongo } from '../support/mongo/describe-on-mongo.ts';

const TAKEN_OVER_WITHIN_MS = 5_000;
/** Between two orders of one customer: what comes in is to be done on the side of everything else. */
const PAUSE_MS = 800;

await describeOnMongo('one shop of three processes', (mongo) => {
  let cluster: Cluster;
  let client: Client;
  const apps = {} as Record<Role, App>;
  const placed = new Map<string, Placed>();
  let keys = 0;

  beforeAll(async () => {
    cluster = await Cluster.open({ url: mongo.url, database: mongo.newDatabase() });
    for (const role of ['projections', 'processes', 'api'] as const) apps[role] = await cluster.start(role);
    client = cluster.clientOf(() => apps.api);
  }, 60_000);
  afterAll(() => cluster?.close(), 60_000);

  /** As a customer does who gets no answer: the same order again, with the same key. */
  async function place(): Promise<Placed> {
    const key = `three-${keys++}`;
    return eventually('an order is taken', async () => {
      const answer = await client.place(anOrder(), key).catch((error: Error) => ({ status: 0, body: error.message }));
      if (answer.status !== 201) return { not: `${answer.status} ${JSON.stringify(answer.body)}` };
      placed.set(key, answer.body as Placed);
      return { done: answer.body as Placed };
    });
  }
  const withFlorist = (orderId: string) =>
    client.untilOrder(orderId, 'is with the florist', (order) => order?.delivery?.status === 'Requested', 20_000);

  /** Orders that come in all the time, until the work is done. */
  async function underLoad<T>(work: () => Promise<T>): Promise<T> {
    let going = true;
    const customers = Array.from({ length: 2 }, async () => {
      while (going) {
        await place();
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    });
    try {
      return await work();
    } finally {
      going = false;
      await Promise.all(customers);
    }
  }

  it('takes an order from the menu to the review', async () => {
    const { orderId, trackingToken: token } = await place();
    await withFlorist(orderId);
    const stream = await fetch(`${apps.api.url}/api/orders/${orderId}/stream`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const following = (async () => {
      let text = '';
      for await (const chunk of stream.body as ReadableStream<Uint8Array>) {
        text += Buffer.from(chunk).toString();
        if (text.includes('Delivered')) return text;
      }
      return text;
    })();
    for (const step of ['accept', 'start', 'complete']) {
      expect(await client.deliver(orderId, step)).toMatchObject({ status: 200 });
    }
    expect(await following).toContain('OutForDelivery');
    await client.untilStatus(orderId, 'Delivered');
    await eventually('the review is asked for', async () => {
      const body = { rating: 5, text: '예뻐요' };
      const answer = await client.request('POST', `/api/orders/${orderId}/review`, { token, body });
      return answer.status < 300 ? { done: true } : { not: `${answer.status}` };
    });
    expect((await client.request('POST', `/api/reviews/${orderId}/check`, { token: FLORIST_TOKEN })).status).toBe(200);
    expect(await chargesIn(cluster.simulators.paymentUrl, orderId)).toHaveLength(1);
  }, 60_000);

  it('shows its operator process managers and views that run elsewhere', async () => {
    const processes = (await client.get('/api/processes', OPERATOR_TOKEN)).body.items;
    expect(processes.map(({ name }: { name: string }) => name)).toEqual(['payment', 'shipping', 'sms', 'erasure']);
    expect((await client.request('POST', '/api/reconciliation', { token: OPERATOR_TOKEN })).status).toBe(202);
    expect((await client.get('/api/views', OPERATOR_TOKEN)).body.items).toHaveLength(views.length);
    const nothingToRetry = `/api/processes/payment/parked/${[...placed.values()][0]?.orderId}/retry`;
    expect((await client.request('POST', nothingToRetry, { token: OPERATOR_TOKEN })).status).toBe(404);
  });

  it('lets twins with one idempotency key, on two processes, make one order', async () => {
    const second = await cluster.start('api');
    const other = cluster.clientOf(() => second);
    for (let round = 0; round < 10; round++) {
      const [a, b] = await Promise.all([
        client.place(anOrder(), `twin-${round}`),
        other.place(anOrder(), `twin-${round}`),
      ]);
      expect([a.status, b.status]).toEqual([201, 201]);
      expect(a.body.orderId).toBe(b.body.orderId);
      placed.set(`twin-${round}`, a.body);
    }
    await second.stop();
  }, 60_000);

  it.each(['processes', 'projections', 'api'] as const)(
    'goes on when the process of the role %s is killed',
    async (role) => {
      const standby = role === 'api' ? null : await cluster.start(role);
      await underLoad(async () => {
        const before = await place();
        await withFlorist(before.orderId);
        const killedAt = performance.now();
        await apps[role].kill();
        apps[role] = standby ?? (await cluster.start(role));
        const { orderId } = await place();
        await withFlorist(orderId);
        const took = Math.round(performance.now() - killedAt);
        process.stdout.write(
          `takeover: an order went all its way ${took} ms after the process of the role ${role} was killed\n`,
        );
        if (standby !== null) expect(took).toBeLessThan(TAKEN_OVER_WITHIN_MS + 3_000);
      });
    },
    60_000,
  );

  it('lets nothing be done twice by a holder that was frozen and wakes up', async () => {
    const successor = await cluster.start('processes', 'projections');
    await underLoad(async () => {
      apps.processes.process.kill('SIGSTOP');
      apps.projections.process.kill('SIGSTOP');
      const { orderId } = await place();
      await withFlorist(orderId);
      apps.processes.process.kill('SIGCONT');
      apps.projections.process.kill('SIGCONT');
      for (let n = 0; n < 5; n++) await withFlorist((await place()).orderId);
    });
    await successor.stop();
  }, 60_000);

  it('answers 503 while the log is away, loses nothing that it has confirmed, and comes back by itself', async () => {
    await underLoad(async () => {
      cluster.eventStore.stop();
      const answer = await client.place();
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      await cluster.eventStore.start();
      await withFlorist((await place()).orderId);
    });
  }, 60_000);

  it('has lost, doubled and left behind nothing in the end', async () => {
    for (const { orderId } of placed.values())
      await withFlorist(orderId).catch(async (error: Error) => {
        // The first one was delivered.
        if ((await client.order(orderId)).body.status !== 'Delivered') throw error;
      });
    const orderIds = [...placed.values()].map(({ orderId }) => orderId);
    expect(new Set(orderIds).size).toBe(orderIds.length);
    const charged = Map.groupBy(await chargesIn(cluster.simulators.paymentUrl), ({ orderId }) => orderId);
    for (const { orderId, total } of placed.values()) {
      expect(charged.get(orderId)).toMatchObject([{ amount: total, refunded: 0 }]);
    }
    const processes = (await client.get('/api/processes', OPERATOR_TOKEN)).body.items;
    for (const { parked } of processes) expect(parked).toEqual([]);
    for (const { name } of views) await client.request('POST', `/api/views/${name}/verify`, { token: OPERATOR_TOKEN });
    await eventually(
      'all views are verified',
      async () => {
        const { items } = (await client.get('/api/views', OPERATOR_TOKEN)).body;
        const reports = items.map(
          ({ lastVerify }: { lastVerify: { differing: number } | null }) => lastVerify?.differing ?? null,
        );
        if (reports.includes(null)) return { not: JSON.stringify(reports) };
        expect(reports).toEqual(views.map(() => 0));
        return { done: true };
      },
      40_000,
    );
    process.stdout.write(`three processes: ${placed.size} orders, none lost, doubled or stuck\n`);
  }, 120_000);
});
