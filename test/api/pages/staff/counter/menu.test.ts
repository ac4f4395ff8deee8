import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FLORIST_TOKEN, TestApi } from '../../../support/api.ts';
import { signedIn } from '../../../support/staff.ts';
import { fieldsOf, Window } from '../../../support/window.ts';

let api: TestApi;
let window: Window;
beforeEach(async () => {
  api = await TestApi.start();
  window = await signedIn(api, 'mina', 'florist');
});
afterEach(() => api.stop());

const ROSES = '/shop/menu/rose-bouquet';
const itemOf = async (id = 'rose-bouquet') => (await api.queries.menu()).find(({ menuItemId }) => menuItemId === id);
const formOf = async (page: string, action = page) => fieldsOf(await window.get(page), action);
const elsewhere = async (body: object) => {
  const answer = await api.send({
    method: 'PATCH',
    url: '/api/menu/rose-bouquet',
    headers: { authorization: `Bearer ${FLORIST_TOKEN}` },
    payload: body,
  });
  expect(answer.status).toBe(200);
};

describe('the page of the menu', () => {
  it('sets a thing sold out, and sells it again, each by one press', async () => {
    const form = await formOf('/shop/menu', `${ROSES}/sold-out`);
    expect((await window.post(`${ROSES}/sold-out`, form)).status).toBe(303);
    expect((await itemOf())?.soldOut).toBe(true);

    await window.post(`${ROSES}/available`, await formOf('/shop/menu', `${ROSES}/available`));
    expect((await itemOf())?.soldOut).toBe(false);
  });

  it('does not press on a thing that has changed since it was shown', async () => {
    const form = await formOf('/shop/menu', `${ROSES}/sold-out`);
    await elsewhere({ price: 50_000 });
    const { status, text } = await window.post(`${ROSES}/sold-out`, form);
    expect([status, text.includes('그사이 다른 사람이 바꿨어요'), text.includes('₩50,000')]).toEqual([412, true, true]);
    expect((await itemOf())?.soldOut).toBe(false);
  });
});

describe('a change of one thing', () => {
  it('changes what was touched and nothing else', async () => {
    const form = await formOf(ROSES);
    expect((await window.post(ROSES, { ...form, price: '₩48,000' })).status).toBe(303);
    expect(await itemOf()).toMatchObject({
      price: 48_000,
      name: { ko: '장미 꽃다발', en: 'Rose bouquet' },
      version: 2,
    });
    expect((await window.post(ROSES, await formOf(ROSES))).text).toContain('바뀐 것이 없어요.');
    expect((await itemOf())?.version).toBe(2);
  });

  it('shows both values to who was overtaken, puts nobody’s change back, and goes on when that is wanted', async () => {
    const form = await formOf(ROSES);
    await elsewhere({ price: 50_000, name: { ko: '장미 한 아름', en: 'Many roses' } });
    const late = await window.post(ROSES, { ...form, price: '47000' });
    expect(late.status).toBe(412);
    expect(late.text).toMatch(/그사이 다른 사람이 바꿨어요[\s\S]*지금<\/dt><dd>50000[\s\S]*적으신 값<\/dt><dd>47000/);
    expect((await itemOf())?.price).toBe(50_000);

    expect((await window.post(ROSES, fieldsOf(late, ROSES))).status).toBe(303);
    expect(await itemOf()).toMatchObject({ price: 47_000, name: { ko: '장미 한 아름' } });
  });

  it('shows it by another picture, also in orders, and puts nobody’s choice back', async () => {
    const early = await formOf(ROSES);
    expect(early.picture).toBe('rose-bouquet');
    const drawnOn = async (page: string) => (await window.get(page)).text.includes('flowers/lily-vase.svg');
    const { orderId } = await api.placed();
    expect([await drawnOn('/shop/menu'), await drawnOn(`/shop/orders/${orderId}`)]).toEqual([false, false]);

    expect((await window.post(ROSES, { ...early, picture: 'lily-vase' })).status).toBe(303);
    expect(await itemOf()).toMatchObject({ picture: 'lily-vase', version: 2, price: 45_000 });
    expect([await drawnOn('/shop/menu'), await drawnOn(`/shop/orders/${orderId}`)]).toEqual([true, true]);
    expect((await formOf(ROSES)).picture).toBe('lily-vase');

    const late = await window.post(ROSES, { ...early, picture: 'orchid-pot' });
    expect([
      late.status,
      late.text.includes('지금</dt><dd>백합'),
      late.text.includes('적으신 값</dt><dd>난 화분'),
    ]).toEqual([412, true, true]);
    expect((await window.post(ROSES, { ...(await formOf(ROSES)), price: '46000' })).status).toBe(303);
    expect(await itemOf()).toMatchObject({ picture: 'lily-vase', price: 46_000 });
    expect((await window.post(ROSES, { ...(await formOf(ROSES)), picture: '../x' })).status).toBe(400);
  });

  it('is shown again where it can’t be taken', async () => {
    const form = await formOf(ROSES);
    for (const [field, value] of [
      ['price', '0'],
      ['price', 'x'],
      ['price', '10000001'],
      ['nameKo', ' '],
      ['descriptionEn', 'x'.repeat(501)],
    ] as const) {
      const { status, text } = await window.post(ROSES, { ...form, [field]: value });
      expect([field, value.length, status, text.includes(`id="${field}-error"`)]).toEqual([
        field,
        value.length,
        400,
        true,
      ]);
    }
    expect((await itemOf())?.version).toBe(1);
  });

  it('takes a thing off the menu, and says what is gone', async () => {
    const form = await formOf(ROSES);
    await window.post(`${ROSES}/remove`, await formOf(ROSES, `${ROSES}/remove`));
    expect(await itemOf()).toBeUndefined();
    expect(await window.post(ROSES, { ...form, price: '1' })).toMatchObject({
      status: 404,
      text: expect.stringContaining('그사이 메뉴에서 내려갔어요'),
    });
    expect((await window.get(ROSES)).status).toBe(404);
  });

  it('asks for the page’s token, keeps what was typed, and is for nobody else', async () => {
    const { _csrf: _, ...form } = await formOf(ROSES);
    const stale = await window.post(ROSES, { ...form, price: '12345' });
    expect([stale.status, stale.text.includes('value="12345"')]).toEqual([403, true]);
    for (const path of ['/shop/menu', '/shop/menu/new', ROSES]) {
      expect((await new Window(api).get(path)).headers.location).toMatch(/^\/shop\/login/);
    }
  });
});

describe('something new to sell', () => {
  const peony = {
    nameKo: '작약',
    nameEn: 'Peony',
    descriptionKo: '작약 열 송이',
    descriptionEn: 'Ten peonies',
    price: '52,000',
  };

  it('has a picture that was chosen from the drawn ones', async () => {
    const form = await formOf('/shop/menu/new');
    const sent = { ...form, ...peony, id: 'peony', picture: 'tulip-bouquet' };
    expect((await window.post('/shop/menu/new', sent)).status).toBe(303);
    expect(await itemOf('peony')).toMatchObject({
      price: 52_000,
      name: { ko: '작약', en: 'Peony' },
      picture: 'tulip-bouquet',
    });
    expect((await window.get('/shop/menu')).text.match(/flowers\/tulip-bouquet\.svg/g)).toHaveLength(2);
  });

  it.each([
    [{ id: '' }, 'id'],
    [{ id: 'Peony!' }, 'id'],
    [{ id: 'new' }, 'id'],
    [{ id: 'rose-bouquet', picture: 'rose-bouquet' }, 'id'],
    [{ picture: 'x' }, 'picture'],
    [{ price: '' }, 'price'],
  ])('is asked for again where something is wrong: %p', async (over, field) => {
    const form = { ...(await formOf('/shop/menu/new')), ...peony, id: 'peony', picture: 'any-flowers', ...over };
    const { status, text } = await window.post('/shop/menu/new', form);
    expect([status, text.includes(`id="${field}-error"`), text.includes('value="작약"')]).toEqual([400, true, true]);
    expect(await api.queries.menu()).toHaveLength(2);
  });
});
