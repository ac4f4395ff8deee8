import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OPERATOR_TOKEN } from './support/app.ts';
import { anOrder, eventually } from './support/client.ts';
import { Holds } from './support/holds.ts';
import { World } from './support/world.ts';

/** `npm run test:long` makes them more. */
const ORDERS = Number(process.env.KKOTGIL_TEST_IN_FLIGHT ?? 100);
const AT_ONCE = 50;
/** For so long may the thread be held, in milliseconds; a collection of garbage or code that runs for the first time may come on top. */
const HOLD_MS = 50;
const EXCEPTIONS = 1;

describe('the thread', () => {
  const holds = new Holds();
  let world: World;
  beforeAll(async () => {
    world = await World.start(holds.env);
  }, 60_000);
  afterAll(async () => {
    await world?.stop();
    holds.remove();
  }, 30_000);

  const place = async () => {
    for (let placed = 0; placed < ORDERS; placed += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, () => world.client.placed(anOrder())));
    }
  };
  /** What each process manager waits for, but the florist. */
  const isDone = () =>
    eventually(
      'all orders have had their turns',
      async () => {
        const { body } = await world.client.get('/api/processes', OPERATOR_TOKEN);
        const left = body.items.flatMap(({ waits }: { waits: { waitingFor: string; open: number }[] }) =>
          waits.filter(({ waitingFor }) => waitingFor !== 'florist-answer'),
        );
        return left.length === 0 ? { done: true } : { not: JSON.stringify(left) };
      },
      60_000,
    );
  const isHeldShortly = (what: string) => {
    const found = holds.take();
    expect([what, found.slice(EXCEPTIONS).filter((ms) => ms > HOLD_MS)]).toEqual([what, []]);
  };
  const restart = async () => {
    await world.restart();
    // Until it listens nobody can be kept waiting.
    holds.take();
  };

  it(`is held by nothing for long: bursts, an outage, a start on ${ORDERS} orders without their views and process state, rebuilds, comparisons`, async () => {
    holds.take();
    await place();
    await isDone();
    isHeldShortly('a burst of orders');

    await world.set('payment', 'down');
    await world.set('sms', 'down');
    await place();
    isHeldShortly('a burst in an outage');
    await world.set('payment', 'up');
    await world.set('sms', 'up');
    await isDone();
    isHeldShortly('the end of an outage');

    await world.app.stop();
    for (const file of ['ops.db', 'views.db']) {
      for (const part of ['', '-wal', '-shm']) rmSync(join(world.app.dataDir, `${file}${part}`), { force: true });
    }
    await restart();
    await isDone();
    isHeldShortly('a start without views and process state');

    const operator = (path: string) => world.client.request('POST', path, { token: OPERATOR_TOKEN, body: undefined });
    expect((await operator('/api/reconciliation')).status).toBe(202);
    for (const view of ['order-status', 'delivery-board', 'notifications']) {
      expect((await operator(`/api/views/${view}/rebuild`)).status).toBe(202);
    }
    await eventually('everything is compared and built anew', async () => {
      const { state } = (await world.client.get('/api/reconciliation', OPERATOR_TOKEN)).body;
      const { items } = (await world.client.get('/api/views', OPERATOR_TOKEN)).body;
      const isBuilt = items.every(({ rebuild }: { rebuild: { state: string } | null }) => rebuild === null);
      return state === 'done' && isBuilt ? { done: true } : { not: state };
    });
    isHeldShortly('rebuilds and a comparison');
  }, 170_000);
});
