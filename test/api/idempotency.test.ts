import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { streamOf } from '../../src/stored-events/streams.ts';
import { FLORIST_TOKEN, OPERATOR_TOKEN, TestApi } from './support/api.ts';
import { anOrder } from './support/examples.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const key = (value: string) => ({ 'idempotency-key': value });

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api.stop());

describe('an order with an Idempotency-Key', () => {
  it('is placed once, however often it is sent', async () => {
    const first = await api.post('/api/orders', undefined, anOrder(), key('a'));
    const size = await api.size();

    const again = await api.post('/api/orders', undefined, anOrder(), key('a'));

    expect([again.status, again.body, again.headers.location]).toEqual([201, first.body, first.headers.location]);
    expect(await api.size()).toBe(size);
  });

  it('is placed once when twins arrive together', async () => {
    const twins = await Promise.all([1, 2, 3].map(() => api.post('/api/orders', undefined, anOrder(), key('a'))));

    expect(new Set(twins.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await api.eventsOf(streamOf('order', twins[0]?.body.orderId))).toEqual(['OrderPlaced']);
  });

  it('is recognised though its day has passed', async () => {
    const order = anOrder({ deliverOn: '2026-05-08', window: '13:00-16:00' });
    const first = await api.post('/api/orders', undefined, order, key('a'));
    await api.clock.advance(3 * DAY_MS);

    const again = await api.post('/api/orders', undefined, order, key('a'));

    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(await api.post('/api/orders', undefined, order, key('b'))).toMatchObject({ status: 400 });
  });

  it('is recognised though the price has changed and the item is sold out', async () => {
    const first = await api.post('/api/orders', undefined, anOrder(), key('a'));
    const text = { ko: '장미', en: 'Roses' };
    await api.send({
      method: 'PUT',
      url: '/api/menu/rose-bouquet',
      headers: { authorization: `Bearer ${FLORIST_TOKEN}` },
      payload: { name: text, description: text, price: 99_000, soldOut: true },
    });

    expect((await api.post('/api/orders', undefined, anOrder(), key('a'))).body).toEqual(first.body);
  });

  it('is recognised whatever the order of its members', async () => {
    const first = await api.post('/api/orders', undefined, anOrder(), key('a'));
    const turned = Object.fromEntries(Object.entries(anOrder()).reverse());

    expect((await api.post('/api/orders', undefined, turned, key('a'))).body).toEqual(first.body);
  });

  it('is refused with 422 when the body is another', async () => {
    await api.post('/api/orders', undefined, anOrder(), key('a'));

    const { status, body } = await api.post('/api/orders', undefined, anOrder({ cardFrom: '엄마' }), key('a'));

    expect([status, body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('is another order when the florist sends it', async () => {
    const ours = await api.post('/api/orders', undefined, anOrder(), key('a'));
    const theirs = await api.post('/api/orders', FLORIST_TOKEN, anOrder(), key('a'));

    expect(theirs.status).toBe(201);
    expect(theirs.body.orderId).not.toBe(ours.body.orderId);
  });

  it('is tried anew after an error, because only success is replayed', async () => {
    const tooDear = anOrder({ confirmedTotal: 1 });
    await api.post('/api/orders', undefined, tooDear, key('a'));

    expect((await api.post('/api/orders', undefined, anOrder(), key('a'))).status).toBe(201);
  });

  it('is two orders when each is sent without a key', async () => {
    const [one, other] = [await api.placed(), await api.placed()];

    expect(one.orderId).not.toBe(other.orderId);
  });
});

describe('every other command with an Idempotency-Key', () => {
  it('answers a repeated cancellation as the first time, though it is done by then', async () => {
    const { orderId, trackingToken } = await api.placed();
    const cancel = () => api.post(`/api/orders/${orderId}/cancel`, trackingToken, { reason: '미안해요' }, key('c'));
    const first = await cancel();
    await api.history.happened(orderId, 'OrderCancelled', { by: 'customer', reason: '미안해요' });

    expect(first).toMatchObject({ status: 202, body: { orderId, status: 'Cancelling' } });
    expect(await cancel()).toMatchObject({ status: 202, body: first.body });
  });

  it('answers a repeated step of the florist as the first time, though more has happened since', async () => {
    const { orderId, trackingToken } = await api.requested();
    const accept = () => api.post(`/api/deliveries/${orderId}/accept`, FLORIST_TOKEN, undefined, key('d'));
    const first = await accept();
    await api.post(`/api/orders/${orderId}/cancel`, trackingToken);

    expect(first).toMatchObject({ status: 200, body: { orderId, status: 'Accepted' } });
    expect(await accept()).toMatchObject({ status: 200, body: first.body });
  });

  it('answers a repeated review as the first time; without the key it is 409', async () => {
    const { orderId, trackingToken } = await api.requested();
    await api.history.happened(orderId, 'ReviewRequested', {});
    const review = (headers: Record<string, string>) =>
      api.post(`/api/orders/${orderId}/review`, trackingToken, { rating: 5, text: '예뻐요' }, headers);
    const first = await review(key('r'));

    expect(first).toMatchObject({ status: 201, body: { orderId, status: 'Written' } });
    expect(await review(key('r'))).toMatchObject({ status: 201, body: first.body });
    expect(await review({})).toMatchObject({ status: 409, body: { code: 'REVIEW_ALREADY_WRITTEN' } });
  });

  it('tells steps and orders apart', async () => {
    const { orderId } = await api.requested();
    const step = (name: string) =>
      api.post(`/api/deliveries/${orderId}/${name}`, FLORIST_TOKEN, undefined, key('same'));

    expect([(await step('accept')).body.status, (await step('start')).body.status]).toEqual(['Accepted', 'Started']);
  });

  it('takes no body and an empty one as the same', async () => {
    const { orderId } = await api.requested();
    const url = `/api/deliveries/${orderId}/accept`;
    await api.post(url, FLORIST_TOKEN, undefined, key('k'));

    expect((await api.post(url, FLORIST_TOKEN, {}, key('k'))).status).toBe(200);
  });
});

describe('the key itself', () => {
  it('may be quoted, as the draft standard has it', async () => {
    const plain = await api.post('/api/orders', undefined, anOrder(), key('say "hi"'));
    const quoted = await api.post('/api/orders', undefined, anOrder(), key('"say \\"hi\\""'));

    expect(quoted.body).toEqual(plain.body);
  });

  it.each(['', '""', 'k'.repeat(256), 'ké', 'a\tb'])('can’t be %j', async (value) => {
    const { status, body } = await api.post('/api/orders', undefined, anOrder(), key(value));

    expect([status, body.code]).toEqual([400, 'INVALID_REQUEST']);
  });

  it('may have 255 characters', async () => {
    expect((await api.post('/api/orders', undefined, anOrder(), key('k'.repeat(255)))).status).toBe(201);
  });

  it('is checked on commands of operators too', async () => {
    expect((await api.post('/api/reconciliation', OPERATOR_TOKEN, undefined, key(''))).status).toBe(400);
    expect((await api.post('/api/reconciliation', OPERATOR_TOKEN, undefined, key('k'))).status).toBe(202);
  });
});
