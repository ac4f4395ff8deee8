import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { type App, FLORIST_TOKEN, OPERATOR_TOKEN } from '../e2e/support/app.ts';
import { type Answer, anOrder, type Client, eventually, type Placed } from '../e2e/support/client.ts';
import { Cluster } from '../e2e/support/cluster.ts';
import { type Link, openLink } from '../e2e/support/link.ts';
import { chargesIn } from '../e2e/support/simulators.ts';
import { describeOnMongo } from '../support/mongo/describe-on-mongo.ts';

const ORDERS = 100;
/** From the first order to the last one. */
const WITHIN_MS = 3_000;
const BREAKS_EVERY_MS = 500;
const FLORISTS = 8;
/** How long the server takes for each part of a read, so that a read is under way at nearly every moment. In milliseconds. */
const PARTS_MS = 25;
/** What the way to a consumer takes: one message in so many milliseconds, which a burst is far beyond. */
const NARROW_MS = 25;

await describeOnMongo('a burst of orders on three processes', (mongo) => {
  /** Every answer that no caller may get. */
  let wrong: string[];

  /** As a caller does who gets no clear answer: the same request again, with the same key. */
  async function insist(what: string, ask: () => Promise<Answer>): Promise<Answer['body']> {
    return eventually(
      what,
      async () => {
        const answer = await ask().catch((error: Error) => ({ status: 0, body: error.message }));
        if (answer.status >= 200 && answer.status < 300) return { done: answer.body };
        if (answer.status !== 503) wrong.push(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
        return { not: `${answer.status} ${JSON.stringify(answer.body)}` };
      },
      120_000,
    );
  }

  async function place(clients: readonly Client[]): Promise<Placed[]> {
    return Promise.all(
      Array.from({ length: ORDERS }, async (_, n) => {
        await sleep((n * WITHIN_MS) / ORDERS);
        const client = clients[n % clients.length] as Client;
        return insist(`order ${n}`, () => client.place(anOrder(), `burst-${n}`));
      }),
    );
  }

  /** Makes and brings what was ordered, each order as soon as it is on the board. */
  async function deliver(client: Client, placed: readonly Placed[]): Promise<void> {
    const orders = placed.values();
    const florist = async () => {
      for (const { orderId, position } of orders) {
        await eventually(
          `${orderId} is with the florist`,
          async () => {
            const order = await insist('a look', () =>
              client.get(`/api/orders/${orderId}?after=${encodeURIComponent(position)}`, FLORIST_TOKEN),
            );
            return order.delivery.status === 'Requested' ? { done: true } : { not: JSON.stringify(order.timeline) };
          },
          120_000,
        );
        let last = position;
        for (const step of ['accept', 'start', 'complete']) {
          last = (await insist(`${step} of ${orderId}`, () => client.deliver(orderId, step))).position;
        }
        const path = `/api/orders/${orderId}?after=${encodeURIComponent(last)}`;
        const { delivery } = await insist('a look', () => client.get(path, OPERATOR_TOKEN));
        expect(delivery.status).toBe('Completed');
      }
    };
    await Promise.all(Array.from({ length: FLORISTS }, florist));
  }

  /** @param harder makes the server difficult, once all processes are there. */
  async function play(cluster: Cluster, harder: () => void): Promise<void> {
    wrong = [];
    const apps: App[] = [];
    for (let n = 0; n < 3; n++) apps.push(await cluster.start('api', 'projections', 'processes'));
    const clients = apps.map((app) => cluster.clientOf(() => app));
    const [client] = clients as [Client];
    for (const each of clients) {
      await insist('it is ready', () => each.get('/health/ready'));
      // Ready means ready: the first look shows a menu.
      const menu = await each.get('/api/menu');
      expect([menu.status, menu.body.items?.length >= 8]).toEqual([200, true]);
    }

    harder();
    const placed = await place(clients);
    // The florist works by a process that has just been added: it has heard of none of the orders, and reads them all.
    const newcomer = await cluster.start('api');
    await deliver(
      cluster.clientOf(() => newcomer),
      placed,
    );

    expect(wrong).toEqual([]);
    expect(new Set(placed.map(({ orderId }) => orderId)).size).toBe(ORDERS);
    const charged = Map.groupBy(await chargesIn(cluster.simulators.paymentUrl), ({ orderId }) => orderId);
    expect(charged.size).toBe(ORDERS);
    for (const { orderId, total } of placed)
      expect(charged.get(orderId)).toMatchObject([{ amount: total, refunded: 0 }]);
    const { items } = await insist('the processes', () => client.get('/api/processes', OPERATOR_TOKEN));
    for (const { parked } of items) expect(parked).toEqual([]);
  }

  it('reaches the florist whole, is delivered and charged once, while the server lets slow consumers go', async () => {
    const cluster = await Cluster.open({ url: mongo.url, database: mongo.newDatabase() });
    try {
      const { faults, seen } = cluster.eventStore;
      await play(cluster, () => Object.assign(faults, { narrowMs: NARROW_MS, partsMs: PARTS_MS }));
      process.stdout.write(`burst: ${seen.letGo} consumers were let go\n`);
      expect(seen.letGo).toBeGreaterThan(30);
      // Nobody else has noticed; what a busy machine breaks by itself is far less.
      expect(seen.brokenReads).toBeLessThan(seen.letGo / 4);
    } finally {
      await cluster.close();
    }
  }, 300_000);

  it('does so as well over a link that breaks every half second', async () => {
    let link: Link | undefined;
    const cluster = await Cluster.open({ url: mongo.url, database: mongo.newDatabase() }, async (port) => {
      link = await openLink(port);
      return link.port;
    });
    const { faults, seen } = cluster.eventStore;
    const over = new AbortController();
    const breaking = async () => {
      while (!over.signal.aborted) {
        await sleep(BREAKS_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
        link?.break();
      }
    };
    let broken: Promise<void> | undefined;
    try {
      await play(cluster, () => {
        faults.partsMs = PARTS_MS;
        broken = breaking();
      });
      process.stdout.write(`burst: the link broke under ${link?.cut} connections and ${seen.brokenReads} reads\n`);
      expect(link?.cut).toBeGreaterThan(10);
      expect(seen.brokenReads).toBeGreaterThan(30);
    } finally {
      over.abort();
      await broken;
      await cluster.close();
      await link?.close();
    }
  }, 300_000);
});
