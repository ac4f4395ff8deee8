import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PER_ADDRESS } from '../../src/api/streams/stream-shares.ts';
import { StoreUnavailable } from '../../src/platform/eventstore/event-store.ts';
import { toPositionToken } from '../../src/platform/eventstore/position-token.ts';
import { until } from '../support/until.ts';
import { FLORIST_TOKEN, TestApi } from './support/api.ts';
import type { Operation } from './support/contract.ts';
import { EventStream } from './support/event-stream.ts';
import { scriptToken, signedIn } from './support/staff.ts';

let api: TestApi;
let url: string;
let streams: EventStream[];
beforeEach(async () => {
  api = await TestApi.start({}, { maxStreams: 100, rateLimit: true });
  await api.app.listen({ port: 0, host: '127.0.0.1' });
  url = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}`;
  streams = [];
});
afterEach(async () => {
  for (const stream of streams) stream.close();
  await api.stop();
});

async function open(path: string, token: string, headers: Record<string, string> = {}): Promise<EventStream> {
  const stream = await EventStream.open(`${url}${path}`, token, headers);
  streams.push(stream);
  return stream;
}

const paid = (orderId: string) => api.history.happened(orderId, 'OrderPaid', { paymentId: 'pay-1', amount: 90_000 });
const requested = (orderId: string) =>
  api.history.happened(orderId, 'DeliveryRequested', { deliverOn: null, window: null });

describe('a customer follows the order', () => {
  it('and gets its status at once, then each change', async () => {
    const { orderId, trackingToken, position } = await api.placed();
    const stream = await open(`/api/orders/${orderId}/stream`, trackingToken);

    expect(await stream.next()).toMatchObject({ event: 'status', id: position, data: { status: 'AwaitingPayment' } });
    const change = await paid(orderId);
    expect(await stream.next()).toMatchObject({
      event: 'status',
      id: toPositionToken(api.log.logId, change.position),
      data: { status: 'Paid' },
    });
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(stream.headers.get('x-accel-buffering')).toBe('no');
  });

  it('with the same data as the order itself', async () => {
    const { orderId, trackingToken } = await api.placed();
    const stream = await open(`/api/orders/${orderId}/stream`, trackingToken);

    expect((await stream.next()).data).toEqual((await api.get(`/api/orders/${orderId}`, trackingToken)).body);
  });

  it('and hears nothing of other orders, nor of what changes nothing', async () => {
    const [mine, other] = [await api.placed(), await api.placed()];
    const stream = await open(`/api/orders/${mine.orderId}/stream`, mine.trackingToken);
    await stream.next();

    await paid(other.orderId);
    await api.history.happened(mine.orderId, 'SmsSent', { ref: 'r', messageId: 'm' });
    await paid(mine.orderId);

    expect((await stream.next()).data).toMatchObject({ orderId: mine.orderId, status: 'Paid' });
  });

  it('and resumes from where the stream broke off', async () => {
    const { orderId, trackingToken, position } = await api.placed();
    await paid(orderId);

    const stream = await open(`/api/orders/${orderId}/stream`, trackingToken, { 'last-event-id': position });

    expect((await stream.next()).data.status).toBe('Paid');
  });

  it.each(['nonsense', 'b3RoZXIvMDAwMQ'])('but not from %s, which is no event of this log', async (id) => {
    const { orderId, trackingToken } = await api.placed();

    for (const path of [`/api/orders/${orderId}/stream`, '/api/deliveries/stream']) {
      const token = path.includes(orderId) ? trackingToken : FLORIST_TOKEN;
      expect(await api.get(path, token, { 'last-event-id': id })).toMatchObject({ status: 400 });
    }
  });

  it('and is shown what there is while the view is behind, without a position', async () => {
    const { orderId, trackingToken } = await api.placed();
    api.queries.behind = true;

    const stream = await open(`/api/orders/${orderId}/stream`, trackingToken);
    await api.afterWaiting(2_000);
    expect(await stream.next()).toMatchObject({ id: undefined, data: { status: 'AwaitingPayment' } });

    api.queries.behind = false;
    await paid(orderId);
    await api.afterWaiting(2_000);
    expect(await stream.next()).toMatchObject({ id: expect.any(String), data: { status: 'Paid' } });
  });

  it('through a heartbeat every 15 seconds of quiet', async () => {
    const { orderId, trackingToken } = await api.placed();
    const stream = await open(`/api/orders/${orderId}/stream`, trackingToken);
    expect(await stream.block()).toBe('retry: 3000');
    await stream.next();

    await api.clock.advance(15_000);

    expect(await stream.block()).toBe(': heartbeat');
  });

  it('until the app closes', async () => {
    const { orderId, trackingToken } = await api.placed();
    const stream = await open(`/api/orders/${orderId}/stream`, trackingToken);
    await stream.next();

    await Promise.all([api.stop(), stream.ended()]);
    expect(api.clock.sleepers).toBe(0);
  });

  it('and leaves nothing behind on going away', async () => {
    const { orderId, trackingToken } = await api.placed();
    const stream = await open(`/api/orders/${orderId}/stream`, trackingToken);
    await stream.next();
    const before = api.clock.sleepers;

    stream.close();
    await until(() => api.clock.sleepers === 0);

    expect(before).toBe(1);
  });

  it('but not an order that is not theirs, nor with too many streams at once', async () => {
    const { orderId, trackingToken } = await api.placed();
    const path = `/api/orders/${orderId}/stream`;
    expect((await api.get(`/api/orders/${orderId.replace(/.$/, 'f')}/stream`, FLORIST_TOKEN)).status).toBe(404);

    for (let opened = 0; opened < 20; opened++) await open(path, trackingToken);

    expect(await api.get(path, trackingToken)).toMatchObject({ status: 429, body: { code: 'TOO_MANY_STREAMS' } });
  });
});

describe('the streams of one process', () => {
  it('are for no one address, whatever links it holds; the shop has its own', async () => {
    let opened = 0;
    let refused = 200;
    while (refused === 200) {
      const { orderId, trackingToken } = await api.placed();
      for (let each = 0; each < 10 && refused === 200; each++) {
        const path = `/api/orders/${orderId}/stream`;
        if (opened >= PER_ADDRESS) refused = (await api.get(path, trackingToken)).status;
        else await open(path, trackingToken);
        opened++;
      }
    }

    expect([opened, refused]).toEqual([PER_ADDRESS + 1, 429]);
    for (const stream of [await open('/api/deliveries/stream', FLORIST_TOKEN)])
      expect(stream.headers.get('content-type')).toContain('text/event-stream');
  });

  it('come back when they end', async () => {
    const { orderId, trackingToken } = await api.placed();
    const path = `/api/orders/${orderId}/stream`;
    for (let round = 0; round < 3; round++) {
      const own = await Promise.all(Array.from({ length: 20 }, () => open(path, trackingToken)));
      for (const stream of own) stream.close();
      await until(() => api.clock.sleepers === 0);
    }
  });
});

describe('the florist follows the board', () => {
  const board = async (headers: Record<string, string> = {}) => {
    const stream = await open('/api/deliveries/stream', FLORIST_TOKEN, headers);
    const whole = await stream.next();
    expect(whole.event).toBe('board');
    return { stream, whole };
  };

  it('and gets all of it, then each order that comes or changes, once', async () => {
    const before = await api.requested();
    const { stream, whole } = await board();
    expect(whole.data.items).toMatchObject([{ orderId: before.orderId, status: 'Requested' }]);
    const { orderId } = await api.placed();
    await paid(orderId);
    const change = await requested(orderId);

    expect(await stream.next()).toMatchObject({
      event: 'delivery',
      id: toPositionToken(api.log.logId, change.position),
      data: { orderId, status: 'Requested' },
    });
    await api.history.happened(orderId, 'SmsSent', { ref: 'r', messageId: 'm' });
    await api.history.happened(orderId, 'DeliveryAccepted', {});
    expect((await stream.next()).data).toMatchObject({ orderId, status: 'Accepted' });
  });

  it('as the document says', async () => {
    const { orderId } = await api.requested();
    const { stream, whole } = await board();
    await api.history.happened(orderId, 'DeliveryAccepted', {});
    const operation = api.contract.find('GET', '/api/deliveries/stream') as Operation;

    for (const { data } of [whole, await stream.next()]) api.contract.check(operation, 200, 'text/event-stream', data);
    expect(() => api.contract.check(operation, 200, 'text/event-stream', { items: [{}] })).toThrow();
  });

  it('and after an interruption all that was missed, as it stands now', async () => {
    const { orderId, position } = await api.placed();
    await requested(orderId);
    await api.history.happened(orderId, 'DeliveryAccepted', {});

    const { stream, whole } = await board({ 'last-event-id': position });

    expect(whole.id).toBe(position);
    expect((await stream.next()).data).toMatchObject({ orderId, status: 'Accepted' });
    const next = await api.placed();
    await requested(next.orderId);
    expect((await stream.next()).data).toMatchObject({ orderId: next.orderId, status: 'Requested' });
  });

  it('until the session has ended', async () => {
    const window = await signedIn(api, '지은', 'florist');
    const cookie = window.cookiesFor('/api/deliveries/stream');
    const stream = await EventStream.open(`${url}/api/deliveries/stream`, null, { cookie });
    streams.push(stream);
    await stream.next();
    await api.clock.advance(15_000);
    const { orderId } = await api.requested();
    expect((await stream.next()).data).toMatchObject({ orderId });

    // While it can't be asked, nobody is sent away.
    const session = api.people.session.bind(api.people);
    api.people.session = () => Promise.reject(new StoreUnavailable('away'));
    await api.afterWaiting(1_000);
    api.people.session = session;
    const next = await api.requested();
    expect((await stream.next()).data).toMatchObject({ orderId: next.orderId });

    await window.post('/shop/logout', { _csrf: scriptToken(await window.get('/shop')) });
    await api.afterWaiting(1_000);
    await stream.ended();
  });

  it('until they are disabled', async () => {
    const window = await signedIn(api, '지은', 'florist');
    const cookie = window.cookiesFor('/api/deliveries/stream');
    const stream = await EventStream.open(`${url}/api/deliveries/stream`, null, { cookie });
    streams.push(stream);
    await api.accounts.people.disable((await api.people.named('지은'))?.accountId ?? '');
    await api.afterWaiting(1_000);
    await stream.ended();
  });

  it('as soon as the view has caught up', async () => {
    const { orderId } = await api.placed();
    const { stream } = await board();
    api.queries.behind = true;
    await requested(orderId);
    await api.afterWaiting(2_000);
    api.queries.behind = false;
    await api.clock.advance(2_500);

    expect((await stream.next()).data).toMatchObject({ orderId, status: 'Requested' });
  });
});
