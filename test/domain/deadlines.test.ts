import { describe, expect, it } from '@jest/globals';
import { type DeadlineTerms, isWindowOver, type OrderWait, waitOf } from '../../src/domain/deadlines.ts';
import type { DeliveryEvent } from '../../src/domain/delivery/index.ts';
import { deliveryDecider } from '../../src/domain/delivery/index.ts';
import { parseOpeningHours } from '../../src/domain/opening-hours.ts';
import { type OrderEvent, orderDecider } from '../../src/domain/order/index.ts';
import { usualTerms } from '../support/deadline-terms.ts';
import { aRoseOrder } from '../support/history.ts';

/** A time in Seoul: of 23 November, or with its day. */
const at = (time: string) => Date.parse(`${time.includes('T') ? time : `2026-11-23T${time}`}:00+09:00`);
const hhmm = (ms: number | null) =>
  ms === null ? null : new Date(ms + 9 * 3_600_000).toISOString().slice(0, 16).replace('2026-11-23T', '');

type Step = 'paid' | 'cancel' | 'refused-cancel' | 'cancelled' | DeliveryEvent['type'];
type Happened = readonly [time: string, step: Step];

const orderEvents: Partial<Record<Step, OrderEvent>> = {
  paid: { type: 'OrderPaid', data: { paymentId: 'pay-1', amount: 90_000 } },
  cancel: { type: 'OrderCancellationRequested', data: { by: 'customer', reason: null } },
  'refused-cancel': { type: 'OrderCancellationRefused', data: { code: 'DELIVERY_ALREADY_STARTED' } },
  cancelled: { type: 'OrderCancelled', data: { by: 'customer', reason: null } },
};

function waitAfter(
  placed: string,
  window: string | null,
  steps: readonly Happened[],
  { up = '00:00', ...use }: Partial<DeadlineTerms> & { up?: string } = {},
): OrderWait | null {
  const [deliverOn, hours] = window?.includes(' ') ? window.split(' ') : ['2026-11-23', window];
  const wanted = window === null ? {} : { deliverOn: deliverOn as string, window: hours as string };
  const order: (OrderEvent & { at: string })[] = [
    { type: 'OrderPlaced', data: { ...aRoseOrder, ...wanted }, at: new Date(at(placed)).toISOString() },
  ];
  const delivery: (DeliveryEvent & { at: string })[] = [];
  for (const [time, step] of steps) {
    const when = { at: new Date(at(time)).toISOString() };
    const ofOrder = orderEvents[step];
    if (ofOrder !== undefined) order.push({ ...ofOrder, ...when });
    else delivery.push({ type: step, data: {}, ...when } as DeliveryEvent & { at: string });
  }
  const story = {
    order: { state: order.reduce(orderDecider.evolve, orderDecider.initial), events: order },
    delivery: { state: delivery.reduce(deliveryDecider.evolve, deliveryDecider.initial), events: delivery },
  };
  return waitOf(story, { ...usualTerms, ...use }, at(up));
}

const inWords = (wait: OrderWait | null) =>
  wait === null
    ? null
    : [wait.waitingFor, hhmm(wait.since), hhmm(wait.remindAt), hhmm(wait.endsAt), hhmm(wait.overdueAt)];

const requested: Happened[] = [
  ['12:00', 'paid'],
  ['12:00', 'DeliveryRequested'],
];
const accepted: Happened[] = [...requested, ['12:05', 'DeliveryAccepted']];
const started: Happened[] = [...accepted, ['12:30', 'DeliveryStarted']];
const failed: Happened[] = [...started, ['13:00', 'DeliveryFailed']];

describe('what an order waits for', () => {
  // [what, placed, window, steps, [waitingFor, since, remind, ends, overdue]]
  it.each([
    [
      'unpaid, as soon as possible',
      '12:00',
      null,
      [],
      ['payment', '12:00', null, '2026-11-24T12:00', '2026-11-24T12:00'],
    ],
    ['unpaid, for today', '12:00', '15:00-18:00', [], ['payment', '12:00', null, '18:00', '18:00']],
    [
      'unpaid, for next week',
      '12:00',
      '2026-11-30 15:00-18:00',
      [],
      ['payment', '12:00', null, '2026-11-24T12:00', '2026-11-24T12:00'],
    ],
    ['unpaid, for the last minutes of a day', '23:50', '23:55-23:59', [], ['payment', '23:50', null, '23:59', '23:59']],
    [
      'unpaid, to be cancelled',
      '12:00',
      '15:00-18:00',
      [['12:30', 'cancel']],
      ['cancellation', '12:30', null, null, '12:40'],
    ],
    ['with the florist', '12:00', null, requested, ['florist-answer', '12:00', '12:10', '13:00', '13:00']],
    [
      'with the florist, for later',
      '12:00',
      '15:00-18:00',
      requested,
      ['florist-answer', '12:00', '12:10', '13:00', '13:00'],
    ],
    [
      'with the florist, for very soon',
      '12:00',
      '12:05-12:30',
      requested,
      ['florist-answer', '12:00', '12:10', '12:30', '12:30'],
    ],
    [
      'with the florist, with hardly any time',
      '12:00',
      '12:01-12:08',
      requested,
      ['florist-answer', '12:00', '12:04', '12:08', '12:08'],
    ],
    ['being made', '12:00', null, accepted, ['delivery-start', '12:05', null, null, '16:05']],
    ['being made, for later', '12:00', '15:00-18:00', accepted, ['delivery-start', '12:05', null, null, '15:00']],
    [
      'being made, when the window has begun',
      '12:00',
      '12:01-18:00',
      accepted,
      ['delivery-start', '12:05', null, null, '12:01'],
    ],
    ['on its way', '12:00', null, started, ['delivery', '12:30', null, null, '15:30']],
    ['on its way, for later', '12:00', '15:00-18:00', started, ['delivery', '12:30', null, null, '18:00']],
    ['on its way, too late', '12:00', '12:10-12:20', started, ['delivery', '12:30', null, null, '12:20']],
    [
      'not delivered',
      '12:00',
      '12:10-12:40',
      failed,
      ['second-try-or-return', '13:00', null, null, '2026-11-24T13:00'],
    ],
    [
      'on its way again',
      '12:00',
      '12:10-18:00',
      [...failed, ['14:00', 'DeliveryStarted']],
      ['delivery', '14:00', null, null, '18:00'],
    ],
    [
      'on its way again, the window is over',
      '12:00',
      '12:10-12:40',
      [...failed, ['14:00', 'DeliveryStarted']],
      ['delivery', '14:00', null, null, '17:00'],
    ],
    [
      'to be cancelled, with the florist',
      '12:00',
      '12:05-12:30',
      [...requested, ['12:10', 'cancel']],
      ['cancellation', '12:10', null, null, '12:20'],
    ],
    [
      'not to be cancelled any more',
      '12:00',
      null,
      [...started, ['12:31', 'cancel'], ['12:32', 'refused-cancel']],
      ['delivery', '12:30', null, null, '15:30'],
    ],
    [
      'cancelled',
      '12:00',
      null,
      [...requested, ['12:10', 'cancel'], ['12:11', 'DeliveryCancelled'], ['12:12', 'cancelled']],
      ['refund', '12:12', null, null, '12:22'],
    ],
  ] as [string, string, string | null, Happened[], unknown[]][])('%s', (_what, placed, window, steps, expected) => {
    expect(inWords(waitAfter(placed, window, steps))).toEqual(expected);
  });

  it('is dated from what began it, whatever else happens', () => {
    const later: Happened[] = [...accepted, ['12:20', 'cancel'], ['12:21', 'refused-cancel']];
    expect(inWords(waitAfter('12:00', null, later))).toEqual(['delivery-start', '12:05', null, null, '16:05']);
    const reminded: Happened[] = [...requested, ['12:10', 'DeliveryReminded']];
    expect(inWords(waitAfter('12:00', null, reminded))).toEqual(['florist-answer', '12:00', '12:10', '13:00', '13:00']);
  });

  it('is nothing once the flowers are there', () => {
    expect(waitAfter('12:00', null, [...started, ['13:00', 'DeliveryCompleted']])).toBeNull();
  });
});

describe("the florist's time", () => {
  const hours = parseOpeningHours('09:00-20:00');
  const askedAt = (time: string): Happened[] => [
    [time, 'paid'],
    [time, 'DeliveryRequested'],
  ];

  it.each([
    ['over night', '19:55', null, ['2026-11-24T09:05', '2026-11-24T09:55']],
    ['until the last window of the day ends', '18:30', '19:00-19:20', ['18:40', '19:20']],
    ['until a window after closing time ends', '19:30', '20:30-21:30', ['19:40', '21:30']],
    ['in a window while the shop is closed', '21:00', '22:00-23:00', ['22:50', '23:00']],
    [
      'until a window that ends when the shop opens',
      '19:55',
      '2026-11-24 07:00-09:00',
      ['2026-11-24T08:50', '2026-11-24T09:00'],
    ],
    [
      'by the hours, for a window the day after',
      '19:55',
      '2026-11-24 13:00-16:00',
      ['2026-11-24T09:05', '2026-11-24T09:55'],
    ],
  ] as [string, string, string | null, [string, string]][])('%s', (_what, time, window, [remind, ends]) => {
    const wait = waitAfter(time, window, askedAt(time), { hours });
    expect([hhmm(wait?.remindAt ?? null), hhmm(wait?.endsAt ?? null)]).toEqual([remind, ends]);
  });

  it.each([
    ['is a whole reminder interval after a long gap', null, '15:00', '15:10'],
    ['is not shortened by an early start', null, '12:20', '13:00'],
    ['never lasts beyond the window, gap or not', '14:00-15:05', '15:00', '15:05'],
    ['has ended with a window that ended in the gap', '12:30-14:00', '15:00', '14:00'],
  ] as [string, string | null, string, string][])('%s', (_what, window, up, ends) => {
    expect(hhmm(waitAfter('12:00', window, requested, { up })?.endsAt ?? null)).toBe(ends);
  });
});

describe('a window', () => {
  it('is over from its end on; as soon as possible never is', () => {
    const window = { deliverOn: '2026-11-23', window: '15:00-18:00' };
    expect(isWindowOver(window, at('18:00') - 1)).toBe(false);
    expect(isWindowOver(window, at('18:00'))).toBe(true);
    expect(isWindowOver({ deliverOn: null, window: null }, at('2027-11-23T18:00'))).toBe(false);
  });
});
