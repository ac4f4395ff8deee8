import { availableParallelism, loadavg } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anOrder, eventually, type Placed } from './support/client.ts';
import { World } from './support/world.ts';

/** `npm run test:long` makes them more. */
const KILLS = Number(process.env.KKOTGIL_TEST_KILLS ?? 6);
const CALLERS = 8;
const IN_FLIGHT = Number(process.env.KKOTGIL_TEST_IN_FLIGHT ?? 40);
/** After a start: for all that was in flight. Where others have used the machine as well, nobody can tell what was slow. */
const settledWithinMs = () => ((loadavg()[0] ?? 0) > availableParallelism() ? 15_000 : 3_000);

describe('kill -9 while orders come in', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  }, 60_000);
  afterAll(() => world?.stop(), 30_000);

  it(`${KILLS} times: every order that was confirmed is there once, goes on to its end, and is charged once`, async () => {
    const confirmed = new Map<string, Placed>();
    /** Keys whose request had no answer, for a later try. */
    const unanswered = new Set<string>();
    let keys = 0;

    for (let kill = 0; kill < KILLS; kill++) {
      let alive = true;
      const callers = [...Array(CALLERS)].map(async () => {
        while (alive) {
          const key = `kill-${keys++}`;
          try {
            const answer = await world.client.place(anOrder(), key);
            if (answer.status === 201) confirmed.set(key, answer.body);
          } catch {
            unanswered.add(key);
          }
        }
      });
      // At a different moment each time, also in the first milliseconds of work after a start.
      await new Promise((resolve) => setTimeout(resolve, 20 + ((kill * 37) % 300)));
      await world.app.kill();
      alive = false;
      await Promise.all(callers);
      await world.restart();
    }

    // A customer who got no answer asks again with the same key: the order is placed once, whether or not it was before.
    for (const key of unanswered) confirmed.set(key, (await world.client.place(anOrder(), key)).body as Placed);
    for (const [key, { orderId }] of [...confirmed].slice(0, 50)) {
      expect((await world.client.place(anOrder(), key)).body.orderId).toBe(orderId);
    }

    const orderIds = new Set([...confirmed.values()].map(({ orderId }) => orderId));
    expect(orderIds.size).toBe(confirmed.size);
    for (const { orderId, total } of confirmed.values()) {
      await world.client.untilOrder(
        orderId,
        'is with the florist',
        ({ delivery }) => delivery?.status === 'Requested',
        60_000,
      );
      expect(await chargesOf(orderId)).toEqual([{ amount: total, refunded: 0 }]);
    }
    await eventually('no charge is anybody else’s', async () => {
      const strangers = (await world.charges()).filter(({ orderId }) => !orderIds.has(orderId));
      return strangers.length === 0 ? { done: true } : { not: `there are ${strangers.length}` };
    });
    process.stdout.write(
      `kill -9: ${KILLS} kills, ${confirmed.size} orders confirmed, ${unanswered.size} asked again\n`,
    );
  }, 170_000);

  it(`with ${IN_FLIGHT} orders in flight: after ready every charge is settled and every notice sent, soon and once`, async () => {
    const before = (await world.messages()).length;
    const known = new Set((await world.charges()).map(({ orderId }) => orderId));
    const placed = await Promise.all(Array.from({ length: IN_FLIGHT }, () => world.client.placed(anOrder())));
    await world.app.kill();
    const whenKilled = (await world.messages()).length - before;
    await world.restart();
    const readyAt = Date.now();

    const sent = await eventually(
      'each order is charged and its customer told of it, twice',
      async () => {
        const messages = await world.messages();
        const charges = (await world.charges()).filter(({ orderId }) => !known.has(orderId));
        const isAll = charges.length >= IN_FLIGHT && messages.length - before >= 2 * IN_FLIGHT;
        return isAll ? { done: { messages, charges } } : { not: `${charges.length} charges, ${messages.length} SMS` };
      },
      60_000,
    );
    expect(sent.charges.map(({ orderId }) => orderId).sort()).toEqual(placed.map(({ orderId }) => orderId).sort());
    expect(sent.messages).toHaveLength(before + 2 * IN_FLIGHT);
    const last = (all: readonly { readonly at: string }[]) =>
      Math.max(...all.map(({ at }) => Date.parse(at))) - readyAt;
    process.stdout.write(
      `kill -9 with ${IN_FLIGHT} orders in flight, ${whenKilled} of ${2 * IN_FLIGHT} SMS sent by then: ` +
        `last charge ${last(sent.charges)} ms, last SMS ${last(sent.messages)} ms after ready\n`,
    );
    expect(last(sent.charges)).toBeLessThan(settledWithinMs());
    expect(last(sent.messages)).toBeLessThan(settledWithinMs());
  }, 120_000);

  let ledger: Map<string, { amount: number; refunded: number }[]> | undefined;
  async function chargesOf(orderId: string) {
    if (ledger?.has(orderId) !== true) {
      ledger = new Map();
      for (const { orderId: id, amount, refunded } of await world.charges()) {
        ledger.set(id, [...(ledger.get(id) ?? []), { amount, refunded }]);
      }
    }
    return ledger.get(orderId) ?? [];
  }
});
