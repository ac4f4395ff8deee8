import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CountedOrders } from '../../src/application/unpaid-orders.ts';
import { MAX_UNPAID_ORDERS } from '../../src/domain/order/index.ts';
import { streamOf } from '../../src/stored-events/streams.ts';
import { quiet } from '../support/quiet-logger.ts';
import { TestApi } from './support/api.ts';
import { anOrder } from './support/examples.ts';

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api.stop());

function place(over: Readonly<Record<string, unknown>> = {}) {
  return api.post('/api/orders', undefined, anOrder(over));
}

/** What was recorded of the order that was placed. */
async function placed(over: Readonly<Record<string, unknown>> = {}) {
  const { orderId } = await api.placed(over);
  const [event] = await api.log.readStream(streamOf('order', orderId));
  return event?.data as Record<string, unknown>;
}

const customer = (phone: string) => ({ customer: { name: '이지은', phone } });
const recipient = (over: object) => ({ recipient: { address: '서울시 강남구 테헤란로 123', ...over } });

describe('a customer places an order (R1)', () => {
  it('and is told where it is, what it costs, and how to follow it', async () => {
    const { status, headers, body } = await place();

    expect(status).toBe(201);
    expect(headers.location).toBe(`/api/orders/${body.orderId}`);
    expect(body).toEqual({
      orderId: expect.stringMatching(/^[\da-f-]{36}$/),
      trackingToken: api.links.tokenFor(body.orderId),
      trackingUrl: `https://kkotgil.example/o/${body.trackingToken}`,
      status: 'AwaitingPayment',
      total: 90_000,
      currency: 'KRW',
      position: expect.any(String),
    });
    expect(await api.eventsOf(streamOf('order', body.orderId))).toEqual(['OrderPlaced']);
  });

  it('with names and prices of the menu, and phones as the world writes them', async () => {
    expect(await placed()).toMatchObject({
      items: [{ menuItemId: 'rose-bouquet', name: { ko: '장미 꽃다발' }, unitPrice: 45_000, quantity: 2 }],
      customer: { name: '이지은', phone: '+821012345678' },
      recipient: { name: '김민수', phone: '+821098765432' },
      locale: 'ko',
    });
  });

  it('for themselves, when nobody else is named', async () => {
    const { recipient: receiver } = await placed({ ...recipient({}), cardMessage: undefined, cardFrom: undefined });

    expect(receiver).toEqual({
      name: '이지은',
      phone: '+821012345678',
      address: '서울시 강남구 테헤란로 123',
      note: null,
    });
  });

  it('in English, if they say so', async () => {
    expect(await placed({ locale: 'en' })).toMatchObject({ locale: 'en' });
  });
});

describe('nothing is placed', () => {
  it('when the total is no longer the confirmed one: 409 with the new total', async () => {
    const { status, body } = await place({ confirmedTotal: 80_000 });

    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'PRICE_CHANGED', total: 90_000, confirmedTotal: 80_000 });
  });

  it('when an item is sold out: 409', async () => {
    const item = { name: { ko: '장미', en: 'Rose' }, description: { ko: '장미', en: 'Rose' }, price: 45_000 };
    await api.send({
      method: 'PUT',
      url: '/api/menu/rose-bouquet',
      headers: { authorization: 'Bearer the-florist-token-of-the-tests' },
      payload: { ...item, soldOut: true },
    });

    expect(await place()).toMatchObject({ status: 409, body: { code: 'MENU_ITEM_SOLD_OUT' } });
  });

  it('when an item is not on the menu: 400 that points at the items', async () => {
    const { status, body } = await place({ items: [{ menuItemId: 'moon-flower', quantity: 1 }] });

    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'MENU_ITEM_NOT_FOUND', line: 1, errors: [{ pointer: '/items' }] });
  });

  it.each([
    ['yesterday', '2026-05-07', '13:00-16:00', '/deliverOn'],
    ['61 days ahead', '2026-07-08', '13:00-16:00', '/deliverOn'],
    ['in hours of today that are over', '2026-05-08', '09:00-12:00', '/window'],
  ])('for %s', async (_when, deliverOn, window, pointer) => {
    const before = await api.size();

    const { status, body } = await place({ deliverOn, window });

    expect({ status, pointers: pointersOf(body) }).toEqual({ status: 400, pointers: [pointer] });
    expect(await api.size()).toBe(before);
  });
});

describe('a body that is not valid is 400 and says where', () => {
  it.each<[string, Readonly<Record<string, unknown>>, string[]]>([
    ['an unknown member', { price: 1 }, ['']],
    ['an unknown member deep inside', recipient({ 'a/b~c': 1 }), ['/recipient']],
    ['an unknown member of a line', { items: [{ menuItemId: 'rose-bouquet', quantity: 1, price: 1 }] }, ['/items/0']],
    ['a missing member', { payment: undefined }, ['/payment']],
    ['several faults at once', { items: [], locale: 'fr' }, ['/items', '/locale']],
    ['no line', { items: [] }, ['/items']],
    ['too many lines', { items: Array(21).fill({ menuItemId: 'rose-bouquet', quantity: 1 }) }, ['/items']],
    ['no quantity to speak of', { items: [{ menuItemId: 'rose-bouquet', quantity: 0 }] }, ['/items/0/quantity']],
    ['too large a quantity', { items: [{ menuItemId: 'rose-bouquet', quantity: 100 }] }, ['/items/0/quantity']],
    ['half a bouquet', { items: [{ menuItemId: 'rose-bouquet', quantity: 1.5 }] }, ['/items/0/quantity']],
    ['a quantity in words', { items: [{ menuItemId: 'rose-bouquet', quantity: '2' }] }, ['/items/0/quantity']],
    ['a blank name', { customer: { name: ' \n', phone: '010-1234-5678' } }, ['/customer/name']],
    ['a name too long', { customer: { name: '가'.repeat(101), phone: '010-1234-5678' } }, ['/customer/name']],
    ['a note too long', recipient({ note: '가'.repeat(201) }), ['/recipient/note']],
    ['a name that shows nothing', { customer: { name: '\u200b\u3164', phone: '010-1234-5678' } }, ['/customer/name']],
    ['an address that shows nothing', recipient({ address: '\u2800\u202e' }), ['/recipient/address']],
    ['a token with an unseen character', { payment: { method: 'card', token: 'sim_\u200bok' } }, ['/payment/token']],
    ['a card too long', { cardMessage: '🌷'.repeat(201) }, ['/cardMessage']],
    ['a sender too long', { cardFrom: '가'.repeat(51) }, ['/cardFrom']],
    ['a day that does not exist', { deliverOn: '2026-06-31', window: '13:00-16:00' }, ['/deliverOn']],
    ['a day without hours', { deliverOn: '2026-05-10' }, ['/window']],
    ['hours without a day', { window: '13:00-16:00' }, ['/window']],
    ['hours that run backwards', { deliverOn: '2026-05-10', window: '16:00-13:00' }, ['/window']],
    ['hours that no clock shows', { deliverOn: '2026-05-10', window: '13:00-25:00' }, ['/window']],
    ['a price instead of a total', { confirmedTotal: 90_000.5 }, ['/confirmedTotal']],
    ['a method that the shop does not take', { payment: { method: 'cash', token: 'x' } }, ['/payment/method']],
    ['a NUL', { cardMessage: 'a\0b' }, ['/cardMessage']],
    ['half of an emoji', { cardMessage: '\ud83c' }, ['/cardMessage']],
  ])('%s', async (_what, over, pointers) => {
    const before = await api.size();

    const { status, body } = await place(over);

    expect({ status, code: body.code, pointers: pointersOf(body) }).toEqual({
      status: 400,
      code: 'INVALID_REQUEST',
      pointers,
    });
    expect(await api.size()).toBe(before);
  });

  it.each([
    ...['02-123-4567', '+1 212 555 0100', '010-1234', '010-123-4567', '1588-0000', '0507-1234-5678', '070-1234-5678'],
    ...['010-1234-5678 ext. 5', '010-1234-5678 (지은)', 'rose', ''],
  ])('the phone %j, which gets no SMS here', async (phone) => {
    expect(pointersOf((await place(customer(phone))).body)).toEqual(['/customer/phone']);
  });

  it.each([
    ...['010-1234-5678', '01012345678', '+82 10-1234-5678', '+821012345678', '０１０－１２３４－５６７８'],
    ...['\u202a010-1234-5678\u202c', '010\u00a01234\u00a05678', '\ufeff010\u20111234\u20115678', '010ㅡ1234ㅡ5678'],
  ])('but the phone %j is one number, however it is written', async (phone) => {
    expect(await placed(customer(phone))).toMatchObject({ customer: { phone: '+821012345678' } });
  });

  it.each([
    ['02-123-4567', '+8221234567'],
    ['0507-1234-5678', '+8250712345678'],
    ['070-1234-5678', '+827012345678'],
    ['+1 212 555 0100', '+12125550100'],
    ['010-9876-5432', '+821098765432'],
  ])('but who receives may have the phone %j', async (phone, e164) => {
    expect(await placed(recipient({ phone }))).toMatchObject({ recipient: { phone: e164 } });
  });

  it.each(['010-123-4567', '212 555 0100', '112', '02-12', 'rose'])('the phone %j, which nobody has', async (phone) => {
    expect(pointersOf((await place(recipient({ phone }))).body)).toEqual(['/recipient/phone']);
  });

  it('but what shows nothing where nothing is needed is nothing', async () => {
    const over = { cardMessage: '\u200b', cardFrom: ' ', ...recipient({ note: '\u3164', name: '\u2060' }) };
    const order = await placed(over);
    expect(order).toMatchObject({ cardMessage: null, cardFrom: null, recipient: { note: null, name: '이지은' } });
  });

  it('but texts are kept as people see them', async () => {
    const over = {
      cardMessage: '생일\r\n축하해! 👩🏽‍❤️‍💋‍👨🏿'.normalize('NFD'),
      ...recipient({ address: '서울\u200b시\n\u202e강남구'.normalize('NFD') }),
    };
    expect(await placed(over)).toMatchObject({
      cardMessage: '생일\n축하해! 👩🏽‍❤️‍💋‍👨🏿',
      recipient: { address: '서울시 강남구' },
    });
  });

  it('but texts at their limit are taken, an emoji counting as one', async () => {
    const over = { cardMessage: '🌷'.repeat(200), cardFrom: '가'.repeat(50), ...recipient({ note: '가'.repeat(200) }) };

    expect((await place(over)).status).toBe(201);
  });
});

function pointersOf(body: { errors?: { pointer: string }[] }): string[] {
  return (body.errors ?? []).map(({ pointer }) => pointer);
}

describe('too many orders of one phone that are not paid', () => {
  beforeEach(() => {
    const { log, store: events, clock } = api;
    api.unpaid = new CountedOrders({ log, events, clock, timer: clock, logger: quiet });
  });

  it('are 429 with the time to come back, however the number is written; a repeat is answered as before', async () => {
    const written = ['010-1234-5678', '+82 10 1234 5678', '01012345678'];
    const customer = (index: number) => ({ customer: { name: '이지은', phone: written[index % 3] } });
    const key = { 'idempotency-key': 'the-first-of-many' };
    const first = await api.post('/api/orders', undefined, anOrder(customer(0)), key);
    for (let placed = 1; placed < MAX_UNPAID_ORDERS; placed++) {
      expect((await place(customer(placed))).status).toBe(201);
    }
    await api.clock.advance(60_000);

    const refused = await place(customer(1));

    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_UNPAID_ORDERS' } });
    expect(refused.headers['retry-after']).toBe(String(59 * 60));
    expect((await place({ customer: { name: '김하나', phone: '010-2222-3333' } })).status).toBe(201);
    expect((await api.post('/api/orders', undefined, anOrder(customer(0)), key)).body).toEqual(first.body);
  });
});
