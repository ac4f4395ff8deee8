import { describe, expect, it } from '@jest/globals';
import { keyedCommand, newCommand } from '../../src/application/command-identity.ts';
import { MenuEditor } from '../../src/application/edit-menu.ts';
import { type OrderWish, placeOrder } from '../../src/application/place-order.ts';
import type { Shop } from '../../src/application/use-case.ts';
import { aRoseOrder, idOf } from '../support/history.ts';
import { openShop, typesOf } from './support.ts';

const { items: _items, deliveryFee: _fee, total: _total, ...details } = aRoseOrder;
const wish: OrderWish = { lines: [{ menuItemId: 'rose-bouquet', quantity: 2 }], confirmedTotal: null, details };
const SECRET = Buffer.alloc(32, 1);

const keyed = (key: string, body: unknown = wish) =>
  keyedCommand(SECRET, { route: 'POST /api/orders', identity: 'anonymous', key, body }, 'customer');

async function changePrice(shop: Shop, price: number): Promise<void> {
  const roses = (await shop.menu.current()).get('rose-bouquet');
  if (roses === undefined) throw new Error('no roses on the menu');
  const { soldOut: _soldOut, ...item } = roses;
  const command = { type: 'PutMenuItem', menuItemId: 'rose-bouquet', details: { ...item, price } } as const;
  await new MenuEditor(shop).edit(command, { commandId: idOf(`price-${price}`), actor: 'florist' });
}

describe('placing an order', () => {
  it('takes the prices of the menu at that moment, and the delivery fee', async () => {
    const shop = await openShop();
    await changePrice(shop, 50_000);
    const result = await placeOrder(shop, wish, newCommand(shop.ids, 'customer'));
    expect(result).toMatchObject({
      kind: 'done',
      replayed: false,
      value: { status: 'AwaitingPayment', total: 103_000 },
    });
  });

  it('places nothing when the customer confirmed another total', async () => {
    const shop = await openShop();
    const before = await shop.log.head();
    const result = await placeOrder(shop, { ...wish, confirmedTotal: 90_000 }, newCommand(shop.ids, 'customer'));
    expect(result).toMatchObject({ kind: 'rejected', rejection: { code: 'PRICE_CHANGED', facts: { total: 93_000 } } });
    expect(await shop.log.head()).toBe(before);
  });

  it('gives the customer and the recipient keys of their own, and one key to those who share a phone', async () => {
    const shop = await openShop();
    const apart = await placeOrder(shop, wish, newCommand(shop.ids, 'customer'));
    const { recipient } = details;
    const toMyself = { ...wish, details: { ...details, recipient: { ...recipient, phone: details.customer.phone } } };
    const shared = await placeOrder(shop, toMyself, newCommand(shop.ids, 'customer'));
    if (apart.kind !== 'done' || shared.kind !== 'done') throw new Error('both are placed');
    const subjects = async (orderId: string) => (await shop.log.readStream(`order-${orderId}`))[0]?.subjects;
    expect(await subjects(apart.value.orderId)).toEqual({
      customer: 'key of +821012345678',
      recipient: 'key of +821098765432',
    });
    expect(await subjects(shared.value.orderId)).toEqual({
      customer: 'key of +821012345678',
      recipient: 'key of +821012345678',
    });
  });
});

describe('placing an order with an idempotency key', () => {
  it('answers a repeat as the first time, whatever became of the menu', async () => {
    const shop = await openShop();
    const first = await placeOrder(shop, wish, keyed('k1'));
    await changePrice(shop, 1_000);
    const second = await placeOrder(shop, wish, keyed('k1'));
    if (first.kind !== 'done') throw new Error('the first is placed');
    expect(second).toEqual({ ...first, replayed: true });
    expect(await typesOf(shop, `order-${first.value.orderId}`)).toEqual(['OrderPlaced']);
  });

  it('places one order for twins that come at once, also on two machines', async () => {
    const shop = await openShop();
    const other = await openShop(shop.store);
    const results = await Promise.all(
      [...Array(10)].map((_, index) => placeOrder(index % 2 ? shop : other, wish, keyed('k1'))),
    );
    const ids = new Set(results.map((result) => (result.kind === 'done' ? result.value.orderId : result.kind)));
    const positions = new Set(results.map((result) => (result.kind === 'done' ? result.position : result.kind)));
    expect([ids.size, positions.size]).toEqual([1, 1]);
    expect(await typesOf(shop, `order-${[...ids][0]}`)).toEqual(['OrderPlaced']);
  });

  it('takes one of two different bodies that come at once under one key, and refuses the other', async () => {
    const shop = await openShop();
    const other = await openShop(shop.store);
    const five = { ...wish, lines: [{ menuItemId: 'rose-bouquet', quantity: 5 }] };
    const results = await Promise.all([
      placeOrder(shop, wish, keyed('k1')),
      placeOrder(other, five, keyed('k1', five)),
    ]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(['done', 'key-reused']);
  });

  it('answers twins with the total that is stored, also when a price changes between them', async () => {
    const shop = await openShop();
    const other = await openShop(shop.store);
    const dear = {
      ...other,
      menu: {
        current: async () =>
          new Map((await shop.menu.current()).entries()).set('rose-bouquet', {
            name: { ko: '장미', en: 'Roses' },
            description: { ko: '', en: '' },
            price: 99_000,
            soldOut: false,
          }),
      } as never,
    };
    const [first, second] = await Promise.all([
      placeOrder(shop, wish, keyed('k1')),
      placeOrder(dear, wish, keyed('k1')),
    ]);
    expect(second).toEqual(first);
  });

  it('answers a twin who is late with what was placed, whatever speaks against it by now', async () => {
    const shop = await openShop();
    const { promise: placed, resolve: letGo } = Promise.withResolvers<void>();
    const late = Object.create(shop.log, {
      knownStream: {
        value: async (streamId: string) => {
          const events = await shop.log.knownStream(streamId);
          await placed;
          return events;
        },
      },
      latestStream: { value: (streamId: string) => shop.log.latestStream(streamId) },
    });
    const picky = { ...wish, confirmedTotal: 93_000 };
    const dear = new Map([...(await shop.menu.current())].map(([id, item]) => [id, { ...item, price: 50_000 }]));
    const menus = [dear, new Map([...dear].map(([id, item]) => [id, { ...item, soldOut: true }])), new Map()];
    const twins = menus.map((menu) =>
      placeOrder({ ...shop, log: late, menu: { current: async () => menu } as never }, picky, keyed('k1', picky)),
    );
    const first = await placeOrder(shop, picky, keyed('k1', picky));
    letGo();
    expect(first.kind).toBe('done');
    for (const twin of await Promise.all(twins)) expect(twin).toEqual({ ...first, replayed: true });
  });

  it('refuses the key with another body', async () => {
    const shop = await openShop();
    await placeOrder(shop, wish, keyed('k1'));
    expect(await placeOrder(shop, wish, keyed('k1', { ...wish, confirmedTotal: 5 }))).toEqual({ kind: 'key-reused' });
  });

  it('evaluates an error anew', async () => {
    const shop = await openShop();
    const picky = { ...wish, confirmedTotal: 103_000 };
    expect(await placeOrder(shop, picky, keyed('k1', picky))).toMatchObject({ kind: 'rejected' });
    await changePrice(shop, 50_000);
    expect(await placeOrder(shop, picky, keyed('k1', picky))).toMatchObject({ kind: 'done', replayed: false });
  });
});

describe('the id of a keyed command', () => {
  it('does not depend on white space or the order of members', () => {
    expect(keyed('k1', { a: 1, b: [{ c: 2, d: 3 }] })).toEqual(keyed('k1', { b: [{ d: 3, c: 2 }], a: 1 }));
  });
  it('is another for each key, identity and route', () => {
    const request = { route: 'POST /a', identity: 'florist', key: 'k', body: {} };
    const ids = [
      request,
      { ...request, key: 'l' },
      { ...request, identity: 'operator' },
      { ...request, route: 'POST /b' },
    ].map((each) => keyedCommand(SECRET, each, 'florist').commandId);
    expect(new Set(ids).size).toBe(4);
  });
});
