import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Look, type LookStore, MAX_ORDERS } from '../../src/looks/look-store.ts';

const HOUR_MS = 3_600_000;
const ORDERS = ['0198f1f0-9d2c-7c5e-8a51-000000000001', '0198f1f0-9d2c-7c5e-8a51-000000000002'];

function look(over: Partial<Look> = {}): Look {
  const route = 'GET /api/orders/:orderId';
  return {
    hour: HOUR_MS,
    who: 'florist:지은',
    route,
    orders: [ORDERS[0] ?? ''],
    calls: 1,
    first: HOUR_MS + 5,
    last: HOUR_MS + 5,
    ...over,
  };
}

/** What every {@link LookStore} does. */
export function lookStoreContract(name: string, open: () => Promise<LookStore>): void {
  describe(`${name} keeps who looked at whose data`, () => {
    let store: LookStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    it('adds what comes to what is kept of the same hour, person and route', async () => {
      await store.add([look(), look({ who: 'operator' })]);
      await store.add([look({ orders: [...ORDERS], calls: 2, first: HOUR_MS + 1, last: HOUR_MS + 9 })]);
      const kept = await store.newest({ limit: 10 });
      expect(kept).toHaveLength(2);
      expect(kept[0]).toEqual(look({ orders: [...ORDERS], calls: 3, first: HOUR_MS + 1, last: HOUR_MS + 9 }));
    });

    it('shows the newest first, and only those at one order when it is asked so', async () => {
      await store.add([
        look(),
        look({ hour: 2 * HOUR_MS, orders: [ORDERS[1] ?? ''], first: 2 * HOUR_MS, last: 2 * HOUR_MS }),
        look({ hour: 3 * HOUR_MS, orders: [], first: 3 * HOUR_MS, last: 3 * HOUR_MS }),
      ]);
      const hours = async (orderId?: string) =>
        (await store.newest({ limit: 2, orderId })).map(({ hour }) => hour / HOUR_MS);
      expect(await hours()).toEqual([3, 2]);
      expect(await hours(ORDERS[0])).toEqual([1]);
      expect(await hours('0198f1f0-9d2c-7c5e-8a51-000000000009')).toEqual([]);
    });

    it('forgets what is old, and counts it before', async () => {
      await store.add([look(), look({ hour: 5 * HOUR_MS, first: 5 * HOUR_MS, last: 5 * HOUR_MS })]);
      expect(await store.countBefore(3 * HOUR_MS)).toBe(1);
      expect(await store.forgetBefore(3 * HOUR_MS)).toBe(1);
      expect((await store.newest({ limit: 10 })).map(({ hour }) => hour / HOUR_MS)).toEqual([5]);
    });

    it('names a bounded number of orders', async () => {
      const many = (from: number) => Array.from({ length: 1_500 }, (_, index) => `order-${from + index}`);
      await store.add([look({ orders: many(0) })]);
      await store.add([look({ orders: many(1_500) })]);
      expect((await store.newest({ limit: 1 }))[0]?.orders).toHaveLength(MAX_ORDERS);
    });
  });
}
