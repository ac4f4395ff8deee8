import { describe, expect, it } from '@jest/globals';
import type { DeadlineTerms } from '../../../src/domain/deadlines.ts';
import type { DeliveryEvent } from '../../../src/domain/delivery/index.ts';
import { parseOpeningHours } from '../../../src/domain/opening-hours.ts';
import type { OrderEvent } from '../../../src/domain/order/index.ts';
import type { ReviewEvent } from '../../../src/domain/review/index.ts';
import { decideShipping } from '../../../src/processes/shipping/decide.ts';
import { usualTerms } from '../../support/deadline-terms.ts';
import { momentAt } from '../../support/moment.ts';
import { type At, deliveryStream, NOON, orderStream, placed, reviewStream } from '../support/streams.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const paid: OrderEvent = { type: 'OrderPaid', data: { paymentId: 'pay-1', amount: 90_000 } };
const cancelWished: OrderEvent = { type: 'OrderCancellationRequested', data: { by: 'customer', reason: 'typo' } };
const orderCancelled: OrderEvent = { type: 'OrderCancelled', data: { by: 'customer', reason: null } };
const orderCompleted: OrderEvent = { type: 'OrderCompleted', data: {} };
const requested: DeliveryEvent = { type: 'DeliveryRequested', data: { deliverOn: null, window: null } };
const reminded: DeliveryEvent = { type: 'DeliveryReminded', data: {} };
const accepted: DeliveryEvent = { type: 'DeliveryAccepted', data: {} };
const started: DeliveryEvent = { type: 'DeliveryStarted', data: {} };
const failed: DeliveryEvent = { type: 'DeliveryFailed', data: { reason: 'nobody home' } };
const returned: DeliveryEvent = { type: 'DeliveryReturned', data: {} };
const completed: DeliveryEvent = { type: 'DeliveryCompleted', data: {} };
const refused: DeliveryEvent = { type: 'DeliveryRejected', data: { by: 'florist', reason: 'no roses' } };
const refusedByDeadline: DeliveryEvent = { type: 'DeliveryRejected', data: { by: 'system', reason: null } };
const deliveryCancelled: DeliveryEvent = { type: 'DeliveryCancelled', data: { by: 'customer' } };

interface Given {
  readonly order: readonly At<OrderEvent>[];
  readonly delivery?: readonly At<DeliveryEvent>[];
  readonly review?: readonly At<ReviewEvent>[];
}

function next(
  { order, delivery = [], review = [] }: Given,
  afterMs = 0,
  use: Partial<DeadlineTerms> = {},
  upAfterMs = 0,
) {
  const context = {
    orderId: 'order-1',
    order: orderStream(...order),
    delivery: deliveryStream(...delivery),
    review: reviewStream(...review),
  };
  const moment = momentAt(NOON + afterMs, NOON + upAfterMs);
  return decideShipping(context, moment, { terms: { ...usualTerms, ...use } });
}

const done = { kind: 'done' };
const command = (type: string, rest: object = {}) => ({ kind: 'act', action: { command: { type, ...rest } } });

describe('a paid order', () => {
  it.each([
    ['goes to the florist', [], command('RequestDelivery')],
    [
      'is completed when the flowers are delivered',
      [requested, accepted, started, completed],
      command('CompleteOrder'),
    ],
    [
      'ends as cancelled when the florist refuses',
      [requested, refused],
      command('CancelOrder', { by: 'florist', reason: 'no roses' }),
    ],
    [
      'ends as cancelled when nobody answered',
      [requested, refusedByDeadline],
      command('CancelOrder', { by: 'system', reason: null }),
    ],
    [
      'ends as cancelled when the flowers came back',
      [requested, accepted, started, failed, returned],
      command('CancelOrder', { by: 'florist', reason: 'nobody home' }),
    ],
    ['ends as cancelled when its delivery was', [deliveryCancelled], command('CancelOrder', { by: 'customer' })],
  ] as [string, DeliveryEvent[], object][])('%s', (_name, delivery, expected) => {
    expect(next({ order: [placed, paid], delivery })).toMatchObject(expected);
  });

  it.each([
    ['being made', [accepted], 'delivery-start', 4 * HOUR],
    ['on its way', [accepted, started], 'delivery', 3 * HOUR],
    ['that could not be delivered', [accepted, started, failed], 'second-try-or-return', 24 * HOUR],
  ] as [string, DeliveryEvent[], string, number][])(
    '%s waits for people, and is overdue after a while',
    (_name, delivery, waitingFor, overdue) => {
      expect(next({ order: [placed, paid], delivery: [requested, ...delivery] })).toEqual({
        kind: 'wait',
        wait: { waitingFor, since: NOON, due: null, overdueAt: NOON + overdue },
      });
    },
  );

  it('whose hours are over before the florist was asked goes nowhere', () => {
    const late = { ...placed, data: { ...placed.data, deliverOn: '2026-11-23', window: '13:00-16:00' } };
    expect(next({ order: [late, paid] }, 4 * HOUR - 1)).toMatchObject(command('RequestDelivery'));
    expect(next({ order: [late, paid] }, 4 * HOUR)).toMatchObject(command('CancelDelivery', { by: 'system' }));
  });
});

describe('a florist who does not answer', () => {
  const silent: Given = { order: [placed, paid], delivery: [requested] };
  const remindedOnce: Given = { order: [placed, paid], delivery: [requested, [reminded, 10 * MINUTE]] };

  it('is waited for until the reminder is due', () => {
    expect(next(silent, 10 * MINUTE - 1)).toMatchObject({ wait: { due: NOON + 10 * MINUTE, overdueAt: NOON + HOUR } });
  });
  it('is reminded', () => expect(next(silent, 10 * MINUTE)).toMatchObject(command('RemindFlorist')));
  it('is reminded once', () => expect(next(remindedOnce, HOUR - 1)).toMatchObject({ wait: { due: NOON + HOUR } }));
  it('has refused when the hour is over', () => {
    expect(next(remindedOnce, HOUR)).toMatchObject(command('RejectDelivery', { by: 'system' }));
  });

  it('has a whole reminder interval after a start of the system, however long it was down', () => {
    const start = 5 * HOUR;
    expect(next(silent, start, {}, start)).toMatchObject(command('RemindFlorist'));
    expect(next(remindedOnce, start, {}, start)).toMatchObject({ wait: { due: NOON + start + 10 * MINUTE } });
    expect(next(remindedOnce, start + 10 * MINUTE, {}, start)).toMatchObject(command('RejectDelivery'));
  });

  it('is not disturbed while the shop is closed', () => {
    const hours = parseOpeningHours('09:00-12:00');
    const nextMorning = Date.parse('2026-11-24T00:10:00.000Z');
    expect(next(silent, 2 * HOUR, { hours })).toMatchObject({ wait: { due: nextMorning } });
  });
});

describe('an open cancellation', () => {
  it.each([
    ['before there is a delivery', [], command('CancelDelivery', { by: 'customer' })],
    ['before the florist has answered', [requested], command('CancelDelivery')],
    ['while the flowers are made', [requested, accepted], command('CancelDelivery')],
    [
      'that the delivery stream has taken',
      [requested, deliveryCancelled],
      command('CancelOrder', { by: 'customer', reason: 'typo' }),
    ],
    ['that met a refusal', [requested, refused], command('CancelOrder', { by: 'customer', reason: 'typo' })],
    ['that came too late', [requested, accepted, started], command('RefuseCancellation')],
    [
      'that came too late, and the delivery failed since',
      [requested, accepted, started, failed],
      command('RefuseCancellation'),
    ],
    [
      'that came too late, and the flowers are delivered since',
      [requested, accepted, started, completed],
      command('RefuseCancellation'),
    ],
  ] as [string, DeliveryEvent[], object][])('%s is completed', (_name, delivery, expected) => {
    expect(next({ order: [placed, paid, cancelWished], delivery })).toMatchObject(expected);
  });

  it('of an unpaid order ends at the delivery stream too', () => {
    expect(next({ order: [placed, cancelWished] })).toMatchObject(command('CancelDelivery'));
    expect(next({ order: [placed, cancelWished], delivery: [deliveryCancelled] })).toMatchObject(
      command('CancelOrder'),
    );
  });
});

describe('an order that has ended', () => {
  const delivery = [requested, accepted, started, completed];
  const asked: ReviewEvent = { type: 'ReviewRequested', data: {} };

  it('as delivered is asked for a review, once', () => {
    const order = [placed, paid, orderCompleted];
    expect(next({ order, delivery })).toMatchObject(command('RequestReview'));
    expect(next({ order, delivery, review: [asked] })).toEqual(done);
  });

  it.each([
    ['never was', []],
    ['is not paid yet', [placed]],
    ['as cancelled', [placed, cancelWished, orderCancelled]],
    ['as not paid', [placed, { type: 'OrderPaymentFailed', data: { code: 'DECLINED' } }]],
  ] as [string, OrderEvent[]][])('%s needs nothing', (_name, order) => expect(next({ order })).toEqual(done));
});
