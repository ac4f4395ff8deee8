import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestApi } from '../../../support/api.ts';
import { signedIn } from '../../../support/staff.ts';
import { fieldsOf, Window } from '../../../support/window.ts';

let api: TestApi;
let window: Window;
beforeEach(async () => {
  api = await TestApi.start();
  window = await signedIn(api, 'mina', 'florist');
});
afterEach(() => api.stop());

let customers = 0;
/** An order whose customer has written a review. */
async function reviewed(text: string, rating = 5): Promise<string> {
  const phone = `010-2222-${String(1000 + customers++)}`;
  const { orderId } = await api.placed({ customer: { name: '이지은', phone } });
  await api.clock.advance(1_000);
  await api.history.happened(orderId, 'ReviewRequested', {});
  await api.history.happened(orderId, 'ReviewWritten', { rating: rating as 5, text });
  return orderId;
}

async function answer(orderId: string, text: string) {
  const action = `/shop/reviews/${orderId}/reply`;
  return window.post(action, { ...fieldsOf(await window.get('/shop/reviews'), action), text });
}

describe('the page of reviews', () => {
  it('shows what waits for an answer first, and can show either kind alone', async () => {
    const older = await reviewed('첫 번째');
    const newer = await reviewed('두 번째');
    const answered = await reviewed('세 번째');
    expect((await answer(answered, '고맙습니다')).status).toBe(303);

    const order = async (path: string) =>
      [...(await window.get(path)).text.matchAll(/id="review-([^"]+)"/g)].map(([, id]) => id);
    expect(await order('/shop/reviews')).toEqual([newer, older, answered]);
    expect(await order('/shop/reviews?show=open')).toEqual([newer, older]);
    expect(await order('/shop/reviews?show=answered')).toEqual([answered]);
    expect(await order('/shop/reviews?show=x&cursor=x')).toEqual([newer, older, answered]);
  });

  it('says that there is none yet, and nothing of who has written nothing', async () => {
    const { orderId } = await api.placed();
    await api.history.happened(orderId, 'ReviewRequested', {});
    expect((await window.get('/shop/reviews')).text).toContain('아직 리뷰가 없어요');
  });

  it('shows what strangers wrote as text', async () => {
    await reviewed('<img src=x onerror=alert(1)>');
    expect((await window.get('/shop/reviews')).text).not.toContain('<img src=x');
  });

  it('takes an answer once, in the name of who wrote it', async () => {
    const orderId = await reviewed('예뻐요');
    const action = `/shop/reviews/${orderId}/reply`;
    const form = { ...fieldsOf(await window.get('/shop/reviews'), action), text: '또 오세요\n꽃길' };
    expect((await window.post(action, form)).status).toBe(303);
    expect((await window.post(action, form)).status).toBe(303);

    const events = await api.log.readStream(`review-${orderId}`);
    expect(events.map(({ type }) => type)).toEqual(['ReviewRequested', 'ReviewWritten', 'ReviewReplied']);
    expect(events.at(-1)).toMatchObject({ data: { text: '또 오세요\n꽃길' }, metadata: { actor: 'florist:mina' } });
    const { text } = await window.get('/shop/reviews');
    expect([text.includes('또 오세요'), text.includes(`action="${action}"`)]).toEqual([true, false]);
  });

  it('keeps what was typed where it can’t be taken, and says who was faster', async () => {
    const orderId = await reviewed('예뻐요');
    expect(await answer(orderId, ' ')).toMatchObject({
      status: 400,
      text: expect.stringContaining('답글을 적어 주세요.'),
    });
    const long = '가'.repeat(2_001);
    expect(await answer(orderId, long)).toMatchObject({ status: 400, text: expect.stringContaining(long) });

    const action = `/shop/reviews/${orderId}/reply`;
    const form = fieldsOf(await window.get('/shop/reviews'), action);
    await answer(orderId, '고맙습니다');
    const late = await window.post(action, { ...form, text: '다른 답' });
    expect(late).toMatchObject({ status: 409, text: expect.stringContaining('다른 사람이 먼저 답했어요') });
  });

  it('marks a review as read', async () => {
    const orderId = await reviewed('예뻐요');
    const action = `/shop/reviews/${orderId}/check`;
    expect((await window.post(action, fieldsOf(await window.get('/shop/reviews'), action))).status).toBe(303);
    expect((await window.get('/shop/reviews')).text).toContain('읽은 리뷰');
  });

  it('asks for the page’s token, and is for nobody else', async () => {
    const orderId = await reviewed('예뻐요');
    const stale = await window.post(`/shop/reviews/${orderId}/reply`, { text: '고맙습니다' });
    expect([stale.status, stale.text.includes('고맙습니다')]).toEqual([403, true]);
    expect((await new Window(api).get('/shop/reviews')).headers.location).toMatch(/^\/shop\/login/);
  });

  it('is not there for an order that is not', async () => {
    const orderId = await reviewed('예뻐요');
    const form = fieldsOf(await window.get('/shop/reviews'), `/shop/reviews/${orderId}/check`);
    expect((await window.post('/shop/reviews/nothing/check', form)).status).toBe(404);
  });
});
