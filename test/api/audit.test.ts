import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readAuditedOrder } from '../../src/audit/audited-order.ts';
import { orderAt } from '../../src/audit/standing.ts';
import { DamagedLog } from '../../src/platform/eventstore/event-store.ts';
import { cancelledAndRefunded, minuteOf, Past } from '../audit/support/past.ts';
import { idOf } from '../support/history.ts';
import { FLORIST_TOKEN, OPERATOR_TOKEN, TestApi } from './support/api.ts';

let api: TestApi;
let past: Past;
beforeAll(async () => {
  api = await TestApi.start();
  past = new Past(api.log, { customer: 'customer-key' });
  await cancelledAndRefunded(past);
});
afterAll(() => api.stop());

const audit = (path: string) => api.get(`/api/audit/${path}`, OPERATOR_TOKEN);
const story = (query = '') => audit(`orders/${past.orderId}${query}`);

describe('an operator who audits an order', () => {
  it('is told its whole story, each event with actor, cause and effects', async () => {
    const { status, body, headers } = await story();
    const [placed, attempted] = body.events;

    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    expect(body).toMatchObject({ orderId: past.orderId, damaged: [] });
    expect(body.events).toHaveLength(11);
    expect(placed).toMatchObject({
      type: 'OrderPlaced',
      actor: 'customer',
      at: minuteOf(0),
      cause: { kind: 'command' },
    });
    expect(attempted.cause).toEqual({ kind: 'event', id: placed.id, position: placed.position });
    expect(placed.effects).toContain(attempted.position);
  });

  it('never sees with what somebody pays', async () => {
    expect(JSON.stringify((await story()).body)).not.toContain('sim_ok');
    expect(JSON.stringify((await audit(`streams/order-${past.orderId}`)).body)).not.toContain('sim_ok');
  });

  it.each([
    [minuteOf(0), 'AwaitingPayment', 'Pending'],
    [minuteOf(4), 'Paid', 'Paid'],
    [minuteOf(60), 'Cancelled', 'Refunded'],
  ])('is told how it stood at %s', async (at, status, money) => {
    expect(await story(`?at=${at}`)).toMatchObject({ status: 200, body: { status, payment: { status: money } } });
  });

  it('is told how it stood after each event', async () => {
    const { events } = (await story()).body;
    const statusAfter = async (index: number) => (await story(`?position=${events[index].position}`)).body.status;

    expect([await statusAfter(3), await statusAfter(4), await statusAfter(8)]).toEqual([
      'AwaitingPayment',
      'Paid',
      'Cancelled',
    ]);
    const record = await readAuditedOrder(api.log, past.orderId);
    const last = (await story(`?position=${events.at(-1).position}`)).body;
    expect(last).toEqual(record && orderAt(record, { at: minuteOf(60) }));
  });

  it.each([
    ['an order that there is not', `orders/${idOf('none')}`],
    ['what is no order’s id', 'orders/mine'],
  ])('finds no story of %s', async (_what, path) => {
    expect(await audit(path)).toMatchObject({ status: 404, body: { code: 'ORDER_NOT_FOUND' } });
  });

  it('finds no order before it was placed', async () => {
    expect(await story('?at=2020-01-01T00:00:00Z')).toMatchObject({ status: 404, body: { code: 'ORDER_NOT_FOUND' } });
  });

  it.each([
    ['?at=yesterday', '/at'],
    ['?at=2026-05-08T03:00:00', '/at'],
    ['?at=', '/at'],
    ['?position=elsewhere', '/position'],
    ['?when=2026-05-08T03:00:00Z', ''],
  ])('is told that %s is not understood', async (query, pointer) => {
    expect(await story(query)).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST', errors: [{ pointer }] } });
  });

  it('can’t ask for two moments at once', async () => {
    const { position } = (await story()).body.events[0];

    expect(await story(`?at=${minuteOf(0)}&position=${position}`)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/position' }] },
    });
  });

  it('sees the rest of a story whose one stream is damaged, and is not told how the order stood', async () => {
    const { readStream } = api.store;
    api.store.readStream = async (stream, options) => {
      if (stream.startsWith('delivery-')) throw new DamagedLog(`event 1 of ${stream} is missing`);
      return readStream.call(api.store, stream, options);
    };

    expect((await story()).body).toMatchObject({ damaged: [{ stream: `delivery-${past.orderId}` }] });
    expect((await story()).body.events).toHaveLength(9);
    expect(await story(`?at=${minuteOf(4)}`)).toMatchObject({ status: 503, body: { code: 'LOG_DAMAGED' } });
    api.store.readStream = readStream;
  });
});

describe('an operator who looks into a stream', () => {
  it('sees its events in their order', async () => {
    const { status, body } = await audit(`streams/payment-${past.orderId}`);

    expect([status, body.stream, body.nextFrom]).toEqual([200, `payment-${past.orderId}`, null]);
    expect(body.events.map(({ revision, type }: { revision: number; type: string }) => [revision, type])).toEqual([
      [0, 'PaymentAttempted'],
      [1, 'PaymentApproved'],
      [2, 'RefundAttempted'],
      [3, 'RefundApproved'],
    ]);
  });

  it('goes on where a page ended', async () => {
    const page = async (query: string) => {
      const { events, nextFrom } = (await audit(`streams/payment-${past.orderId}?${query}`)).body;
      return [events.map(({ revision }: { revision: number }) => revision), nextFrom];
    };

    expect(await page('limit=2')).toEqual([[0, 1], 2]);
    expect(await page('from=2&limit=2')).toEqual([[2, 3], null]);
    expect(await page('from=4')).toEqual([[], null]);
  });

  it('sees the menu', async () => {
    expect((await audit('streams/menu-kkotgil')).body.events[0]).toMatchObject({ type: 'MenuItemAdded', revision: 0 });
  });

  it.each([
    `review-${idOf('told order')}`,
    `review-${idOf('told order')}?from=3`,
    `stock-${idOf('told order')}`,
    'order-mine',
    'menu-another',
    'order',
    '$all',
    '$ce-order',
    `%24bc-${idOf('told order')}`,
  ])('finds none called %s', async (stream) => {
    expect(await audit(`streams/${stream}`)).toMatchObject({ status: 404, body: { code: 'STREAM_NOT_FOUND' } });
  });

  it('finds none of the streams that a server keeps for itself', async () => {
    const stream = '$ce-order';
    const [event] = await api.store.readStream(`order-${past.orderId}`);
    if (event === undefined) throw new Error('no event');
    await api.store.append(stream, 'no-stream', [event]);

    expect((await audit(`streams/${stream}`)).status).toBe(404);
  });

  it.each(['from=-1', 'from=1.5', 'from=x', 'from=', 'from=9999999999', 'limit=0', 'limit=1001', 'limit=all'])(
    'is told that %s is not understood',
    async (query) => {
      expect(await audit(`streams/order-${past.orderId}?${query}`)).toMatchObject({
        status: 400,
        body: { code: 'INVALID_REQUEST', errors: [{ pointer: `/${query.split('=')[0]}` }] },
      });
    },
  );

  it('is told what may be asked for when it asks for something else', async () => {
    expect(await audit(`streams/order-${past.orderId}?page=2`)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '', detail: 'has a member that is not known here; known are from, limit' }] },
    });
  });
});

describe('nobody but an operator', () => {
  it.each(['orders', 'streams'])('may look into %s', async (what) => {
    const path = `/api/audit/${what}/${what === 'orders' ? '' : 'order-'}${past.orderId}`;

    expect((await api.get(path)).status).toBe(401);
    expect((await api.get(path, FLORIST_TOKEN)).status).toBe(403);
    expect((await api.get(path, api.links.tokenFor(past.orderId))).status).toBe(403);
  });
});
