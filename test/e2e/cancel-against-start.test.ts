import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { World } from './support/world.ts';

const ROUNDS = 200;
const AT_ONCE = 20;

describe('a cancellation against the start of the delivery', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  }, 60_000);
  afterAll(() => world?.stop(), 30_000);

  it(`${ROUNDS} times at once: each order is on its way or refunded, and its two answers say so`, async () => {
    const outcomes = { delivered: 0, cancelled: 0 };
    for (let round = 0; round < ROUNDS; round += AT_ONCE) {
      const orders = await Promise.all([...Array(AT_ONCE)].map(() => world.orderUpTo('accepted')));
      await Promise.all(
        orders.map(async ({ orderId, trackingToken }, index) => {
          const calls = [
            () => world.client.cancel(orderId, trackingToken),
            () => world.client.deliver(orderId, 'start'),
          ];
          const inOrder = index % 2 === 0 ? calls : calls.toReversed();
          const answers = await Promise.all(inOrder.map((call) => call()));
          const [cancel, start] = index % 2 === 0 ? answers : answers.toReversed();
          const statuses = [cancel?.status, start?.status];
          expect([
            [202, 409],
            [409, 200],
          ]).toContainEqual(statuses);
          if (statuses[0] === 202) outcomes.cancelled++;
          else outcomes.delivered++;
          await isSettled(orderId, statuses[0] === 202);
        }),
      );
    }
    expect(outcomes.cancelled + outcomes.delivered).toBe(ROUNDS);
    process.stdout.write(`cancel against start: ${outcomes.cancelled} cancelled, ${outcomes.delivered} on their way\n`);
    await moneyAddsUp();
  }, 120_000);

  async function isSettled(orderId: string, cancelled: boolean): Promise<void> {
    const [charge] = await world.charges(orderId);
    if (cancelled) {
      await world.client.untilOrder(orderId, 'is refunded', ({ payment }) => payment.status === 'Refunded');
      const order = (await world.client.order(orderId)).body;
      expect([order.status, order.delivery.status]).toEqual(['Cancelled', 'Cancelled']);
    } else {
      const order = await world.client.untilStatus(orderId, 'OutForDelivery');
      expect([order.payment.status, order.delivery.status]).toEqual(['Paid', 'Started']);
      expect(charge?.refunded).toBe(0);
    }
  }

  /** The gateway's ledger and the views agree to the won, order by order. */
  async function moneyAddsUp(): Promise<void> {
    for (const charge of await world.charges()) {
      const { body } = await world.client.order(charge.orderId);
      expect([charge.amount, charge.refunded]).toEqual([body.total, body.status === 'Cancelled' ? body.total : 0]);
    }
    expect(await world.charges()).toHaveLength(ROUNDS);
  }
});
