import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { shopTimeAt } from '../../src/domain/shop-time.ts';
import { FLORIST_TOKEN, TestApi } from './support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
  const { orderId } = await api.placed();
  await api.history.happened(orderId, 'PaymentApproved', { amount: 90_000, paymentId: 'pay-1' });
});
afterAll(() => api.stop());

const today = () => shopTimeAt(api.clock.now()).day;

describe('the takings', () => {
  it('are those of today where nothing else is asked for', async () => {
    const { status, body } = await api.get('/api/takings', FLORIST_TOKEN);

    expect(status).toBe(200);
    expect(body).toEqual({
      period: today(),
      currency: 'KRW',
      charged: 90_000,
      refunded: 0,
      net: 90_000,
      orders: 1,
      disputed: 0,
      items: [
        {
          menuItemId: 'rose-bouquet',
          name: { ko: '장미 꽃다발', en: 'Rose bouquet' },
          quantity: 2,
          charged: 90_000,
          refunded: 0,
          net: 90_000,
        },
      ],
      days: [{ day: today(), charged: 90_000, refunded: 0, net: 90_000 }],
      otherCurrencies: [],
    });
  });

  it('are those of a month, and of a day on which nothing happened', async () => {
    expect((await api.get(`/api/takings?period=${today().slice(0, 7)}`, FLORIST_TOKEN)).body.net).toBe(90_000);
    expect((await api.get('/api/takings?period=2020-02-29', FLORIST_TOKEN)).body).toMatchObject({ net: 0, days: [] });
  });

  it.each(['2026', '2026-13', '2026-02-30', '2026-11-25T00:00', '%2E', '2026-11-', '', 'x'])(
    'are not those of %p',
    async (period) => {
      expect((await api.get(`/api/takings?period=${period}`, FLORIST_TOKEN)).status).toBe(400);
    },
  );
});
