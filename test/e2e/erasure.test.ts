import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OPERATOR_TOKEN } from './support/app.ts';
import { type Answer, anOrder, type Client, eventually } from './support/client.ts';
import { World } from './support/world.ts';

/** People and orders of one test, told from those of all others by this digit. */
function people(digit: number) {
  const customer = { name: `이지은${digit}`, phone: `010-1111-000${digit}` };
  const recipient = {
    name: `김민수${digit}`,
    phone: `010-2222-000${digit}`,
    address: `테헤란로 ${digit}${digit}${digit}`,
  };
  return { customer, recipient, order: anOrder({ customer, recipient }) };
}

const erase = (client: Client, phone: string, key?: string): Promise<Answer> =>
  client.request('POST', '/api/privacy/erase', {
    token: OPERATOR_TOKEN,
    body: { phone },
    ...(key !== undefined && { key }),
  });

describe('a person who wants to be forgotten', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  }, 60_000);
  afterAll(() => world.stop());

  it('is erased from everything that is shown, and the orders and their money stay', async () => {
    const { customer, order } = people(1);
    const { orderId, trackingToken } = await world.orderUpTo('completed', order);
    await world.message('+821011110001', /리뷰/);
    await world.client.request('POST', `/api/orders/${orderId}/review`, {
      token: trackingToken,
      body: { rating: 5, text: '잊지 못할 꽃' },
    });

    const answer = await erase(world.client, customer.phone);
    expect(answer).toMatchObject({ status: 200, body: { erased: true, ordersKept: 1 } });

    const { body } = await world.client.order(orderId);
    expect(body).toMatchObject({
      status: 'Delivered',
      total: 90_000,
      cardMessage: '[erased]',
      recipient: { name: '김민수1' },
      payment: { status: 'Paid' },
      review: { rating: 5, text: '[erased]' },
    });
    expect(await world.charges(orderId)).toMatchObject([{ amount: 90_000, refunded: 0 }]);
    expect(await world.messages('+821011110001')).toEqual([]);
    const story = await world.client.get(`/api/audit/orders/${orderId}`, OPERATOR_TOKEN);
    expect(JSON.stringify(story.body)).not.toContain('이지은1');
  });

  it('is answered the same when the same call comes again, and like somebody unknown when another comes', async () => {
    const { customer, order } = people(2);
    await world.orderUpTo('completed', order);
    const first = await erase(world.client, '+82 10 1111 0002', 'erase-2');
    expect(first).toMatchObject({ status: 200, body: { erased: true, ordersKept: 1 } });
    expect((await erase(world.client, '+82 10 1111 0002', 'erase-2')).body).toEqual(first.body);
    expect(await erase(world.client, '010-1111-0009', 'erase-2')).toMatchObject({ status: 422 });
    const nobody = { status: 200, body: { erased: false, ordersKept: 0 } };
    expect(await erase(world.client, customer.phone)).toMatchObject(nobody);
    expect(await erase(world.client, '010-1111-0099')).toMatchObject(nobody);
  });

  it('has to wait until the last order has ended, also as its recipient', async () => {
    const { customer, recipient, order } = people(3);
    const { orderId } = await world.orderUpTo('paid', order);
    for (const { phone } of [customer, recipient]) {
      expect(await erase(world.client, phone)).toMatchObject({
        status: 409,
        body: { code: 'PERSON_HAS_OPEN_ORDERS', openOrders: 1 },
      });
    }
    await world.client.cancel(orderId, OPERATOR_TOKEN);
    await world.client.untilStatus(orderId, 'Cancelled');
    // Its money may still be on its way back at this moment.
    expect(await erase(world.client, customer.phone)).toMatchObject({ status: 200, body: { ordersKept: 1 } });
    expect((await world.client.order(orderId)).body).toMatchObject({ payment: { status: 'Refunded' } });
    expect(await erase(world.client, recipient.phone)).toMatchObject({ status: 200, body: { ordersKept: 1 } });
    expect((await world.client.order(orderId)).body.recipient).toEqual({
      name: '[erased]',
      phone: '[erased]',
      address: '[erased]',
      note: null,
    });
  });

  it('may come back as somebody new', async () => {
    const { customer, order } = people(4);
    const before = await world.orderUpTo('completed', order);
    await erase(world.client, customer.phone);
    const after = await world.orderUpTo('completed', order);
    expect((await world.client.order(before.orderId)).body.cardMessage).toBe('[erased]');
    expect((await world.client.order(after.orderId)).body.cardMessage).toBe('생일 축하해!');
    expect(await erase(world.client, customer.phone)).toMatchObject({ body: { erased: true, ordersKept: 1 } });
  });

  it('is erased in the end when the program falls in the middle of it', async () => {
    const { customer, order } = people(5);
    const { orderId } = await world.orderUpTo('completed', order);
    // It may have come to its end by the time in which the fall comes, or not: the answer is the same.
    void erase(world.client, customer.phone, 'erase-5').catch(() => undefined);
    await eventually('the key is gone', async () => {
      const { body } = await world.client.get(`/api/audit/orders/${orderId}`, OPERATOR_TOKEN);
      return JSON.stringify(body).includes('이지은5') ? { not: 'it is still there' } : { done: null };
    });
    await world.app.kill();
    await world.restart();
    expect(await erase(world.client, customer.phone, 'erase-5')).toMatchObject({
      body: { erased: true, ordersKept: 1 },
    });
  }, 60_000);

  it('leaves a log that is whole, and views that are what history makes of them', async () => {
    const { body } = await world.client.get('/api/views', OPERATOR_TOKEN);
    for (const { name } of body.items as { name: string }[]) {
      await world.client.request('POST', `/api/views/${name}/verify`, { token: OPERATOR_TOKEN });
      const verified = await eventually(`${name} is verified`, async () => {
        const { body: view } = await world.client.get(`/api/views/${name}`, OPERATOR_TOKEN);
        return view.lastVerify !== null && view.verify === null ? { done: view } : { not: JSON.stringify(view.verify) };
      });
      expect([name, verified.lastVerify.different]).toEqual([name, []]);
    }
    const log = await world.client.get('/api/log', OPERATOR_TOKEN);
    expect(log.body.damage).toEqual([]);
  });
});
