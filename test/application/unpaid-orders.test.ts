import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newCommand } from '../../src/application/command-identity.ts';
import { type OrderWish, placeOrder } from '../../src/application/place-order.ts';
import { CountedOrders } from '../../src/application/unpaid-orders.ts';
import type { Shop } from '../../src/application/use-case.ts';
import { MAX_UNPAID_ORDERS } from '../../src/domain/order/index.ts';
import { streamOf } from '../../src/stored-events/streams.ts';
import { aRoseOrder, History, idOf } from '../support/history.ts';
import { quiet } from '../support/quiet-logger.ts';
import { until } from '../support/until.ts';
import { openShop } from './support.ts';

const { items: _items, deliveryFee: _fee, total: _total, ...details } = aRoseOrder;
const wish: OrderWish = { lines: [{ menuItemId: 'rose-bouquet', quantity: 1 }], confirmedTotal: null, details };
const HOUR_MS = 3_600_000;

let shop: Awaited<ReturnType<typeof openShop>>;
let keys: string[];
let stopping: AbortController;
let following: Promise<void>[];
beforeEach(async () => {
  shop = await openShop();
  keys = [];
  stopping = new AbortController();
  following = [];
});
afterEach(async () => {
  stopping.abort();
  await Promise.all(following);
});

/** A process that takes orders of this log. It has just started. */
function aProcess(): Shop {
  const { log, store, clock } = shop;
  const unpaid = new CountedOrders({ log, events: store, clock, timer: clock, logger: quiet });
  following.push(unpaid.follow(stopping.signal));
  const people = {
    subjectFor: async (phone: string) => {
      keys.push(phone);
      return `key of ${phone}`;
    },
  };
  return { ...shop, unpaid, people };
}

async function place(process: Shop, phone = details.customer.phone): Promise<string> {
  const theirs = { ...wish, details: { ...details, customer: { ...details.customer, phone } } };
  const result = await placeOrder(process, theirs, newCommand(shop.ids, 'customer'));
  if (result.kind === 'done') return result.value.orderId;
  return result.kind === 'rejected' ? result.rejection.code : result.kind;
}

const refused = 'TOO_MANY_UNPAID_ORDERS';
const placeMany = async (process: Shop, count: number) => {
  for (let placed = 0; placed < count; placed++) await place(process);
};

describe('orders of one phone', () => {
  it('are taken until too many are unpaid, and those of another go on', async () => {
    const process = aProcess();
    await placeMany(process, MAX_UNPAID_ORDERS);

    expect(await place(process)).toBe(refused);
    expect(await place(process, '+821055556666')).not.toBe(refused);
  });

  it('are counted before they are placed: not more come through at once', async () => {
    const process = aProcess();

    const answers = await Promise.all(Array.from({ length: 3 * MAX_UNPAID_ORDERS }, () => place(process)));

    expect(answers.filter((answer) => answer !== refused)).toHaveLength(MAX_UNPAID_ORDERS);
  });

  it('count no more once they are paid, and do once they are declined', async () => {
    const process = aProcess();
    const history = new History(shop.clock, shop.log);
    await placeMany(process, MAX_UNPAID_ORDERS - 1);
    const last = await place(process);
    await history.happened(last, 'OrderPaymentFailed', { code: 'DECLINED' });
    expect(await place(process)).toBe(refused);

    await history.happened(last, 'OrderPaid', { paymentId: 'pay-1', amount: 1 });
    await until(async () => (await place(process)) !== refused);
    expect(await place(process)).toBe(refused);
  });

  it('count for an hour', async () => {
    const process = aProcess();
    await placeMany(process, MAX_UNPAID_ORDERS);
    await shop.clock.advance(HOUR_MS - 1);
    expect(await place(process)).toBe(refused);

    await shop.clock.advance(1);

    expect(await place(process)).not.toBe(refused);
  });

  it('count after a start, and in another process', async () => {
    const other = aProcess();
    await placeMany(aProcess(), MAX_UNPAID_ORDERS);

    const started = aProcess();
    await until(async () => (await place(started)) === refused);
    await until(async () => (await place(other)) === refused);
  });

  it('are forgotten with their customer who is erased, here and in another process', async () => {
    const [one, other] = [aProcess(), aProcess()];
    const placed: string[] = [];
    for (let count = 0; count < MAX_UNPAID_ORDERS; count++) placed.push(await place(one));
    await until(async () => (await place(other)) === refused);
    const orders = placed.map((orderId) => ({ orderId, roles: ['customer' as const] }));
    const erased = { type: 'OrdersErased' as const, data: { orders } };
    const context = {
      commandId: idOf('erased'),
      correlationId: 'x',
      causationId: 'x',
      actor: 'erasure',
      at: 'now',
      subjects: {},
    };
    await shop.log.append(streamOf('erasure', idOf('erasure')), 'no-stream', [erased], context);
    for (const process of [one, other]) await until(async () => (await place(process)) !== refused);
  });

  it('leave no key when they are refused', async () => {
    const process = aProcess();
    await placeMany(process, MAX_UNPAID_ORDERS);
    const made = keys.length;

    expect(await place(process)).toBe(refused);
    await placeOrder(
      process,
      { ...wish, lines: [{ menuItemId: 'moon', quantity: 1 }] },
      newCommand(shop.ids, 'customer'),
    );

    expect(keys).toHaveLength(made);
  });
});
