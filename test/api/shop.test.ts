import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MENU_STREAM } from '../../src/stored-events/menu-reader.ts';
import { streamOf } from '../../src/stored-events/streams.ts';
import { idOf } from '../support/history.ts';
import { FLORIST_TOKEN, TestApi } from './support/api.ts';
import { aMenuItem } from './support/examples.ts';

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api.stop());

describe('the florist takes the steps of a delivery (R4)', () => {
  function step(orderId: string, name: string, body?: object) {
    return api.post(`/api/deliveries/${orderId}/${name}`, FLORIST_TOKEN, body);
  }

  it('one after the other, each as often as the florist likes', async () => {
    const { orderId } = await api.requested();
    const story = [
      ['accept', 'Accepted'],
      ['start', 'Started'],
      ['fail', 'Failed', { reason: '부재중' }],
      ['start', 'Started'],
      ['complete', 'Completed'],
    ] as const;

    for (const [name, status, body] of story) {
      const first = await step(orderId, name, body);
      expect(first).toMatchObject({ status: 200, body: { orderId, status, position: expect.any(String) } });
      expect(await step(orderId, name, body)).toMatchObject({ status: 200, body: first.body });
    }
    expect(await api.eventsOf(streamOf('delivery', orderId))).toEqual([
      'DeliveryRequested',
      'DeliveryAccepted',
      'DeliveryStarted',
      'DeliveryFailed',
      'DeliveryStarted',
      'DeliveryCompleted',
    ]);
  });

  it('or refuses the order', async () => {
    const { orderId } = await api.requested();

    expect(await step(orderId, 'reject', { reason: '꽃이 없어요' })).toMatchObject({ body: { status: 'Rejected' } });
  });

  it('or brings the flowers back', async () => {
    const { orderId } = await api.requested();
    for (const name of ['accept', 'start']) await step(orderId, name);
    await step(orderId, 'fail', { reason: '부재중' });

    expect(await step(orderId, 'return')).toMatchObject({ status: 200, body: { status: 'Returned' } });
  });

  it('but not out of turn: 409', async () => {
    const { orderId } = await api.requested();

    expect(await step(orderId, 'complete')).toMatchObject({ status: 409, body: { code: 'DELIVERY_NOT_ACCEPTED' } });
    await step(orderId, 'accept');
    expect(await step(orderId, 'reject', { reason: 'x' })).toMatchObject({
      body: { code: 'DELIVERY_ALREADY_ACCEPTED' },
    });
    expect(await step(orderId, 'return')).toMatchObject({ status: 409, body: { code: 'DELIVERY_NOT_STARTED' } });
  });

  it('nor while a cancellation is open: 409', async () => {
    const { orderId } = await api.requested();
    await api.history.happened(orderId, 'OrderCancellationRequested', { by: 'customer', reason: null });

    expect(await step(orderId, 'accept')).toMatchObject({ status: 409, body: { code: 'CANCELLATION_OPEN' } });
  });

  it.each(['reject', 'fail'])('nor without a reason where one is needed: %s', async (name) => {
    const { orderId } = await api.requested();

    for (const body of [undefined, {}, { reason: '' }, { reason: '가'.repeat(201) }, { reason: 'x', more: 1 }]) {
      expect((await step(orderId, name, body)).status).toBe(400);
    }
  });

  it.each(['accept', 'start', 'complete', 'return'])('nor with words where none are: %s', async (name) => {
    const { orderId } = await api.requested();

    expect(await step(orderId, name, { reason: 'x' })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '' }] },
    });
  });

  it('nor for an order that nobody placed: 404', async () => {
    expect(await step(idOf('nobody'), 'accept')).toMatchObject({ status: 404, body: { code: 'ORDER_NOT_FOUND' } });
  });

  it('and sees the board', async () => {
    const { orderId } = await api.requested();

    const { body } = await api.get('/api/deliveries?status=Requested', FLORIST_TOKEN);

    expect(body.items).toMatchObject([{ orderId, status: 'Requested', customer: { phone: '+821012345678' } }]);
  });
});

describe('the florist looks after reviews (R9)', () => {
  it('checks and answers one that was written', async () => {
    const { orderId, trackingToken } = await api.requested();
    const tell = (name: string, body?: object) => api.post(`/api/reviews/${orderId}/${name}`, FLORIST_TOKEN, body);
    expect(await tell('check')).toMatchObject({ status: 409, body: { code: 'REVIEW_NOT_REQUESTED' } });
    await api.history.happened(orderId, 'ReviewRequested', {});
    expect(await tell('reply', { text: '고맙습니다' })).toMatchObject({
      status: 409,
      body: { code: 'REVIEW_NOT_WRITTEN' },
    });

    await api.post(`/api/orders/${orderId}/review`, trackingToken, { rating: 5, text: '예뻐요' });

    expect(await tell('check')).toMatchObject({ status: 200, body: { orderId, status: 'Checked' } });
    expect(await tell('check')).toMatchObject({ status: 200 });
    expect(await tell('reply', { text: '고맙습니다' })).toMatchObject({ status: 200, body: { status: 'Checked' } });
    expect((await api.get('/api/reviews', FLORIST_TOKEN)).body.items).toMatchObject([{ orderId, reply: '고맙습니다' }]);
  });
});

describe('the florist keeps the menu', () => {
  function put(menuItemId: string, payload: object) {
    const headers = { authorization: `Bearer ${FLORIST_TOKEN}` };
    return api.send({ method: 'PUT', url: `/api/menu/${menuItemId}`, headers, payload });
  }

  function remove(menuItemId: string) {
    const headers = { authorization: `Bearer ${FLORIST_TOKEN}` };
    return api.send({ method: 'DELETE', url: `/api/menu/${menuItemId}`, headers });
  }

  it('adds, changes and takes away; repeating changes nothing', async () => {
    expect(await put('mums', aMenuItem())).toMatchObject({ status: 200, body: { menuItemId: 'mums' } });
    expect((await put('mums', aMenuItem())).status).toBe(200);
    expect((await put('mums', aMenuItem({ soldOut: true }))).status).toBe(200);
    expect(await remove('mums')).toMatchObject({ status: 200, body: { position: expect.any(String) } });
    expect((await remove('mums')).status).toBe(200);

    expect((await api.eventsOf(MENU_STREAM)).slice(2)).toEqual(['MenuItemAdded', 'MenuItemSoldOut', 'MenuItemRemoved']);
  });

  it.each([
    [{ price: 0 }, '/price'],
    [{ price: 10_000_001 }, '/price'],
    [{ price: '30000' }, '/price'],
    [{ name: { ko: '국화' } }, '/name/en'],
    [{ soldOut: 'no' }, '/soldOut'],
    [{ menuItemId: 'mums' }, ''],
  ])('but not with %j', async (over, pointer) => {
    expect(await put('mums', aMenuItem(over))).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });

  it.each(['Mums', 'mu ms', '-mums', 'm'.repeat(65)])('nor under the name %j', async (menuItemId) => {
    expect((await put(encodeURIComponent(menuItemId), aMenuItem())).status).toBe(400);
  });

  it('which anybody may read', async () => {
    const { status, body } = await api.get('/api/menu');

    expect(status).toBe(200);
    expect(body.items.map(({ menuItemId }: { menuItemId: string }) => menuItemId)).toEqual([
      'rose-bouquet',
      'tulip-bouquet',
    ]);
  });
});

describe('a change on the menu', () => {
  const headers = { authorization: `Bearer ${FLORIST_TOKEN}` };
  const edit = (method: 'PUT' | 'PATCH' | 'DELETE', payload?: object, ifMatch?: string, menuItemId = 'rose-bouquet') =>
    api.send({
      method,
      url: `/api/menu/${menuItemId}`,
      headers: { ...headers, ...(ifMatch !== undefined && { 'if-match': ifMatch }) },
      ...(payload !== undefined && { payload }),
    });
  const roses = async () => (await api.get('/api/menu/rose-bouquet')).body;

  it('of one member leaves all others as they are', async () => {
    const before = await roses();

    expect(await edit('PATCH', { soldOut: true })).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await roses()).toEqual({ ...before, soldOut: true, version: 2 });
    expect(await edit('PATCH', { price: 51_000 })).toMatchObject({ status: 200, body: { version: 3 } });
    expect(await roses()).toEqual({ ...before, soldOut: true, price: 51_000, version: 3 });
    expect(await edit('PATCH', { picture: 'lily-vase' })).toMatchObject({ status: 200, body: { version: 4 } });
    expect(await roses()).toEqual({ ...before, soldOut: true, price: 51_000, picture: 'lily-vase', version: 4 });
    expect(await edit('PUT', { ...aMenuItem(), picture: 'orchid-pot' }, '"4"')).toMatchObject({ status: 200 });
    expect(await roses()).toMatchObject({ soldOut: true, picture: 'orchid-pot' });
  });

  it.each([
    [{}, ''],
    [{ price: 0 }, '/price'],
    [{ price: 9, colour: 'red' }, ''],
    [{ picture: 'colour' }, '/picture'],
    [{ price: null }, '/price'],
  ])('can’t be %j', async (payload, pointer) => {
    expect(await edit('PATCH', payload)).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });

  it('of a thing that is not there is 404, and so is a look at it', async () => {
    for (const menuItemId of ['moon-flower', 'Mums']) {
      const changed = await edit('PATCH', { price: 1 }, '"1"', menuItemId);
      expect(changed).toMatchObject({ status: 404, body: { code: 'MENU_ITEM_NOT_FOUND' } });
      expect(await api.get(`/api/menu/${menuItemId}`)).toMatchObject({
        status: 404,
        body: { code: 'MENU_ITEM_NOT_FOUND' },
      });
    }
  });

  it('shows in the tag of the thing, and in the menu', async () => {
    const first = await api.get('/api/menu/rose-bouquet');
    expect([first.headers.etag, first.body.version]).toEqual(['"1"', 1]);
    expect((await api.get('/api/menu/rose-bouquet', undefined, { 'if-none-match': 'W/"1"' })).status).toBe(304);
    await edit('PATCH', { soldOut: true });

    const { headers: later } = await api.get('/api/menu/rose-bouquet', undefined, { 'if-none-match': '"1"' });
    expect(later.etag).toBe('"2"');
    expect((await api.get('/api/menu')).body.items[0]).toMatchObject({ menuItemId: 'rose-bouquet', version: 2 });
  });

  it.each([
    ['its version', '"1"', 200],
    ['any version', '*', 200],
    ['one of several', '"7", "1" ,', 200],
    ['one before', '"0"', 412],
    ['one to come', '"2"', 412],
    ['another word', '"stale"', 412],
    ['one of another spelling', '"01"', 412],
    ['a weak tag', 'W/"1"', 412],
    ['commas within a tag', '"1,1"', 412],
    ['no quotes', '1', 400],
    ['half a quote', '"1', 400],
    ['nothing', '', 400],
    ['nothing but commas', ' , ,', 400],
    ['a star among others', '*, "1"', 400],
  ])('that is meant for %s: If-Match %j is %i', async (_what, ifMatch, status) => {
    for (const [method, payload] of [['PATCH', { price: 51_000 }], ['PUT', aMenuItem()], ['DELETE']] as const) {
      const item = `for-${method.toLowerCase()}`;
      await edit('PUT', aMenuItem({ price: 9_000 }), undefined, item);
      const answer = await edit(method, payload, ifMatch, item);
      expect([method, answer.status]).toEqual([method, status]);
      if (status === 412) expect(answer.body).toMatchObject({ code: 'MENU_ITEM_CHANGED', version: 1 });
    }
  });

  it('waits its turn: a hundred at once, of different things, all succeed', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        edit('PUT', aMenuItem({ price: 1_000 + index }), undefined, `item-${index % 20}`),
      ),
    );

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('of one version is made once, however many try', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => edit('PATCH', { price: 60_000 + index }, '"1"')),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(412)]);
  });
});

describe('the florist sees which notices were sent', () => {
  it('of all orders or one', async () => {
    const { orderId } = await api.placed();

    expect((await api.get(`/api/notifications?orderId=${orderId}&status=Sent`, FLORIST_TOKEN)).status).toBe(200);
    expect((await api.get('/api/notifications?orderId=1', FLORIST_TOKEN)).status).toBe(400);
  });
});
