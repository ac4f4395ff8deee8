import { describe, expect, it } from '@jest/globals';
import { deliverableTimePolicy, MAX_DAYS_AHEAD } from '../../../src/domain/order/index.ts';
import { shopTimeAt } from '../../../src/domain/shop-time.ts';

/** 14:30 of 8 May in Seoul. */
const now = shopTimeAt(Date.parse('2026-05-08T05:30:00.000Z'));

function verdict(deliverOn: string | null, window: string | null): string {
  const context = { menu: new Map(), lines: [], deliveryFee: 0, confirmedTotal: null, now, unpaidBefore: [] };
  return deliverableTimePolicy({ ...context, details: { deliverOn, window } })?.code ?? 'taken';
}

describe('when an order may be delivered', () => {
  it('counts days and hours in Seoul', () => {
    expect(shopTimeAt(Date.parse('2026-05-08T15:00:00.000Z'))).toEqual({ day: '2026-05-09', time: '00:00' });
    expect(now).toEqual({ day: '2026-05-08', time: '14:30' });
  });

  it.each([
    ['as soon as possible', null, null, 'taken'],
    ['today, in hours to come', '2026-05-08', '16:00-18:00', 'taken'],
    ['today, from the next minute on', '2026-05-08', '14:31-16:00', 'taken'],
    ['today, in hours that begin now', '2026-05-08', '14:30-16:00', 'DELIVERY_WINDOW_OVER'],
    ['today, in hours that have begun', '2026-05-08', '13:00-16:00', 'DELIVERY_WINDOW_OVER'],
    ['today, in hours that end now', '2026-05-08', '12:00-14:30', 'DELIVERY_WINDOW_OVER'],
    ['tomorrow, at an hour that is over today', '2026-05-09', '09:00-10:00', 'taken'],
    ['yesterday', '2026-05-07', '16:00-18:00', 'DELIVERY_DAY_OUT_OF_RANGE'],
    [`${MAX_DAYS_AHEAD} days ahead`, '2026-07-07', '09:00-10:00', 'taken'],
    ['a day later than that', '2026-07-08', '09:00-10:00', 'DELIVERY_DAY_OUT_OF_RANGE'],
    ['a day that is none', 'tomorrow', '09:00-10:00', 'DELIVERY_DAY_OUT_OF_RANGE'],
  ])('%s', (_when, day, window, expected) => {
    expect(verdict(day, window)).toBe(expected);
  });
});
