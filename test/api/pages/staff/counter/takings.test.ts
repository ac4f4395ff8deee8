import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestApi } from '../../../support/api.ts';
import { signedIn } from '../../../support/staff.ts';
import { Window } from '../../../support/window.ts';

let api: TestApi;
let window: Window;
let today: string;
beforeEach(async () => {
  api = await TestApi.start();
  window = await signedIn(api, 'mina', 'florist');
  today = new Date(api.clock.now() + 9 * 60 * 60 * 1_000).toISOString().slice(0, 10);
  const { orderId } = await api.placed();
  await api.history.happened(orderId, 'PaymentApproved', { amount: 90_000, paymentId: 'p' });
});
afterEach(() => api.stop());

const path = (period: string, kind = '') => `/shop/takings${kind}?period=${period}`;

describe('the page of takings', () => {
  it('shows this month: sums, days and flowers, each also as a table', async () => {
    const { status, text } = await window.get('/shop/takings');
    expect(status).toBe(200);
    expect(text).toContain('₩90,000');
    expect(text).toContain('장미 꽃다발');
    expect(text).toContain(`href="${path(today)}"`);
    expect(text).toMatch(/<svg class="columns"[^>]*role="img" aria-label="[^"]+"/);
    expect(text).not.toMatch(/ style=/);
  });

  it('leads to the days and months beside it, over the ends of years too', async () => {
    const { text } = await window.get(path('2026-01'));
    expect(text).toContain(path('2025-12'));
    expect(text).toContain(path('2026-02'));
    expect((await window.get(path('2028-02-29'))).text).toContain(path('2028-03-01'));
    expect((await window.get(path('2026-01'))).text).toContain('이 기간에는 오간 돈이 없어요');
  });

  it.each(['2026', '2026-13', '1999-01', 'x', '', '2026-02-30', '2026-01&period=2026-02'])(
    'tells of a period that is none: %p',
    async (period) => {
      const { status, text } = await window.get(path(period));
      expect([status, text.includes('날짜나 달을 다시 골라 주세요')]).toEqual([400, true]);
      expect((await window.get(path(period, '.csv'))).status).toBe(303);
    },
  );

  it('says what is disputed, and what came in another currency', async () => {
    const { orderId } = await api.placed({ customer: { name: '박', phone: '010-2222-3333' } });
    const charges = [
      { paymentId: 'q', amount: 50_000, refunded: 0, currency: 'KRW' },
      { paymentId: 'r', amount: 1_250, refunded: 0, currency: 'USD' },
      { paymentId: 's', amount: 7, refunded: 0, currency: 'no money' },
    ];
    await api.history.happened(orderId, 'PaymentDisputed', {
      amount: 90_000,
      charged: 51_257,
      refunded: 0,
      charges,
      refusal: null,
    });
    const { text } = await window.get('/shop/takings');
    expect(text).toContain('₩140,000');
    expect(text).toContain('이 가운데 ₩50,000');
    expect(text).toContain('12.50');
    expect(text).toContain('7 no money');
  });

  it('can be taken along for a spreadsheet', async () => {
    const { status, headers, text } = await window.get(path(today, '.csv'));
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="kkotgil-${today}.csv"`,
      'cache-control': 'no-store',
    });
    expect(text).toBe(
      [
        '\ufeff"날짜","꽃","개수","결제","환불","남은 돈"',
        `"${today}","","",90000,0,90000`,
        '"","장미 꽃다발",2,90000,0,90000',
        `"${today}","합계","",90000,0,90000`,
        '',
      ].join('\r\n'),
    );
  });

  it('is for nobody else', async () => {
    for (const each of ['/shop/takings', '/shop/takings.csv']) {
      expect((await new Window(api).get(each)).headers.location).toMatch(/^\/shop\/login/);
    }
  });
});
