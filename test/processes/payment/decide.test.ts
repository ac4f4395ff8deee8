import { describe, expect, it } from '@jest/globals';
import type { DeliveryStatus } from '../../../src/domain/delivery/index.ts';
import type { OrderEvent } from '../../../src/domain/order/index.ts';
import { standingOf } from '../../../src/domain/order-standing.ts';
import type { Holding, PaymentEvent } from '../../../src/domain/payment/index.ts';
import type { PaymentContext, PaymentSettings } from '../../../src/processes/payment/context.ts';
import { decidePayment, type PaymentAction } from '../../../src/processes/payment/decide.ts';
import { usualTerms } from '../../support/deadline-terms.ts';
import { momentAt } from '../../support/moment.ts';
import { type At, NOON, orderStream, paymentStream, placed } from '../support/streams.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
const settings: PaymentSettings = {
  terms: usualTerms,
  callBudgetMs: 10 * SECOND,
  graceMs: 2 * SECOND,
  keyWindowMs: 14 * DAY,
};

const amount = 90_000;
const requested: OrderEvent = { type: 'OrderCancellationRequested', data: { by: 'customer', reason: null } };
const cancelled: OrderEvent = { type: 'OrderCancelled', data: { by: 'customer', reason: null } };
const paid: OrderEvent = { type: 'OrderPaid', data: { paymentId: 'pay-1', amount } };
const failed: OrderEvent = { type: 'OrderPaymentFailed', data: { code: 'DECLINED' } };
const attempted: PaymentEvent = { type: 'PaymentAttempted', data: { amount, attempt: 1, key: 'charge:order-1' } };
const unresolved: PaymentEvent = { type: 'PaymentUnresolved', data: { amount, attempt: 1, cause: 'cut' } };
const approved: PaymentEvent = { type: 'PaymentApproved', data: { amount, paymentId: 'pay-1' } };
const declined: PaymentEvent = { type: 'PaymentDeclined', data: { amount, code: 'DECLINED' } };
const voided: PaymentEvent = { type: 'PaymentVoided', data: { amount } };
const refunding: PaymentEvent = {
  type: 'RefundAttempted',
  data: { amount, attempt: 1, key: 'refund:order-1:1', paymentId: 'pay-1' },
};
const refunded: PaymentEvent = { type: 'RefundApproved', data: { amount, paymentId: 'pay-1', refundId: 'ref-1' } };
const refundFailed: PaymentEvent = { type: 'RefundFailed', data: { amount, paymentId: 'pay-1', code: 'NO' } };
const charged = (...charges: Holding[]): PaymentEvent => ({
  type: 'PaymentDisputed',
  data: {
    amount,
    charged: charges.reduce((sum, each) => sum + each.amount, 0),
    refunded: charges.reduce((sum, each) => sum + each.refunded, 0),
    charges,
    refusal: null,
  },
});
const less: Holding = { paymentId: 'pay-1', amount: 50_000, refunded: 0, currency: 'KRW' };
const whole: Holding = { ...less, amount };
const disputed = charged(less);
const twice = charged(whole, { ...whole, paymentId: 'pay-2' });
const refused = { ...twice, data: { ...twice.data, refusal: 'REFUND_REFUSED' } } as PaymentEvent;
const accepted: PaymentEvent = {
  type: 'PaymentAccepted',
  data: { amount, kept: 50_000, paymentId: 'pay-1', reference: 'agreed' },
};
const settled: PaymentEvent = { type: 'RefundSettledManually', data: { amount, reference: 'bank 7' } };

function contextOf(
  order: readonly At<OrderEvent>[],
  payment: readonly At<PaymentEvent>[],
  delivery: DeliveryStatus = 'None',
): PaymentContext {
  const loaded = orderStream(...order);
  const standing = standingOf(loaded.state, delivery);
  return { orderId: 'order-1', order: loaded, payment: paymentStream(...payment), standing };
}

/** What the process does for this order, `afterMs` after noon: a word for the action, `wait: …`, or `done`. */
function next(
  order: readonly At<OrderEvent>[],
  payment: readonly At<PaymentEvent>[],
  afterMs = 0,
  delivery: DeliveryStatus = 'None',
): string {
  const context = contextOf(order, payment, delivery);
  const decided = decidePayment(context, momentAt(NOON + afterMs, NOON), settings);
  if (decided.kind === 'act') return wordFor(decided.action);
  return decided.kind === 'wait' ? `wait: ${decided.wait.waitingFor}` : 'done';
}

function wordFor(action: PaymentAction): string {
  if (action.kind === 'settle-charge') return `ask, then ${action.ifNone}`;
  if (action.kind === 'settle-refund')
    return action.renew ? 'ask, then refund with a new key' : 'ask, then repeat the refund';
  return action.kind;
}

describe('an order that awaits its payment', () => {
  it.each([
    ['is charged', [], 0, 'charge'],
    ['is charged just before its deadline', [], DAY - 1, 'charge'],
    ['expires at its deadline', [], DAY, 'cancel'],
    [
      'is asked about after a crash between call and answer, and charged again only with the same key',
      [attempted],
      0,
      'ask, then charge',
    ],
    ['is asked about while its outcome is unclear', [attempted, unresolved], 60 * SECOND, 'ask, then charge'],
    [
      'expires with an open attempt: the money is settled after the cancellation',
      [attempted, unresolved],
      DAY,
      'cancel',
    ],
    ['is told that it is paid', [attempted, approved], 0, 'confirm'],
    ['is told that it is paid, also after the deadline', [attempted, approved], DAY, 'confirm'],
    ['is told of a definite no', [attempted, declined], 0, 'fail'],
  ] as [string, PaymentEvent[], number, string][])('%s', (_name, payment, afterMs, expected) => {
    expect(next([placed], payment, afterMs)).toBe(expected);
  });

  it('is never charged again once the key of its attempt has expired', () => {
    const patient = { ...settings, terms: { ...usualTerms, paymentMs: 30 * DAY } };
    const decided = decidePayment(contextOf([placed], [attempted]), momentAt(NOON + 14 * DAY, NOON), patient);
    expect(decided).toMatchObject({ action: { kind: 'settle-charge', ifNone: 'ask-later' } });
  });
});

describe('an order with an open cancellation', () => {
  it.each([
    ['starts no charge', [], 'wait: cancellation'],
    ['settles an open attempt only by asking', [attempted], 'ask, then ask-later'],
    ['is not refunded yet', [attempted, approved], 'wait: cancellation'],
    ['is not told of a no', [attempted, declined], 'wait: cancellation'],
  ] as [string, PaymentEvent[], string][])('%s', (_name, payment, expected) => {
    expect(next([placed, requested], payment)).toBe(expected);
  });
});

describe('a cancelled order', () => {
  const order = [placed, requested, cancelled];
  it.each([
    ['without an attempt is voided', [], 0, 'void'],
    ['with an open attempt is asked about while the charge may still come', [attempted], 11_999, 'ask, then ask-later'],
    ['with an open attempt is voided only when the charge can no longer come', [attempted], 12_000, 'ask, then void'],
    ['that was declined owes nothing', [attempted, declined], 0, 'done'],
    ['that was charged is refunded', [attempted, approved], 0, 'refund'],
    ['that was charged late, after the void, is refunded', [attempted, voided, approved], 0, 'refund'],
    ['with an open refund is asked about', [attempted, approved, refunding], 0, 'ask, then repeat the refund'],
    [
      'whose refund key has expired gets a new one after asking',
      [attempted, approved, refunding],
      14 * DAY,
      'ask, then refund with a new key',
    ],
    [
      'whose refund was refused waits for a person',
      [attempted, approved, refunding, refundFailed],
      0,
      'wait: refund-by-hand',
    ],
    ['that is voided is done', [voided], 0, 'done'],
    ['that is refunded is done', [attempted, approved, refunding, refunded], 0, 'done'],
    ['that was settled by hand is done', [attempted, approved, refunding, refundFailed, settled], 0, 'done'],
  ] as [string, PaymentEvent[], number, string][])('%s', (_name, payment, afterMs, expected) => {
    expect(next(order, payment, afterMs)).toBe(expected);
  });

  it('counts the time in which a charge may still come from the last attempt', () => {
    const second: PaymentEvent = { type: 'PaymentAttempted', data: { amount, attempt: 2, key: 'charge:order-1' } };
    expect(next(order, [attempted, [second, HOUR]], HOUR + 11_999)).toBe('ask, then ask-later');
    expect(next(order, [attempted, [second, HOUR]], HOUR + 12_000)).toBe('ask, then void');
  });

  it('marks a refund overdue ten minutes after the cancellation', () => {
    const context = contextOf([placed, [cancelled, HOUR]], [attempted, approved]);
    expect(decidePayment(context, momentAt(NOON + HOUR, NOON), settings)).toEqual({
      kind: 'act',
      action: { kind: 'refund' },
      pending: { waitingFor: 'refund', due: null, overdueAt: NOON + HOUR + 600 * SECOND },
    });
  });
});

describe('a disputed charge', () => {
  const delivered: OrderEvent = { type: 'OrderCompleted', data: {} };
  it.each<[string, OrderEvent[], PaymentEvent[], number, DeliveryStatus, string]>([
    ['waits for a person', [placed], [attempted, disputed], 0, 'None', 'wait: dispute'],
    ['goes back by the deadline', [placed], [attempted, disputed], DAY, 'None', 'cancel'],
    [
      'goes back once the order is cancelled',
      [placed, requested, cancelled],
      [attempted, disputed],
      0,
      'None',
      'refund',
    ],
    ['waits for an open cancellation', [placed, requested], [attempted, disputed], 0, 'None', 'wait: cancellation'],
    ['that was accepted is paid', [placed], [attempted, disputed, accepted], 0, 'None', 'confirm'],
    [
      'that was accepted goes back like any other',
      [placed, cancelled],
      [attempted, disputed, accepted],
      0,
      'None',
      'refund',
    ],
    ['that is one charge too many is given back', [placed], [attempted, twice], 0, 'None', 'refund'],
    [
      'that is being given back is asked about',
      [placed],
      [attempted, twice, refunding],
      0,
      'None',
      'ask, then repeat the refund',
    ],
    [
      'that the gateway will not give back waits for a person',
      [placed],
      [attempted, refused],
      0,
      'None',
      'wait: dispute',
    ],
    [
      'of a paid order waits for a person',
      [placed, paid],
      [attempted, approved, disputed],
      0,
      'Accepted',
      'wait: dispute',
    ],
    [
      'of a paid order goes back by its own deadline',
      [placed, paid],
      [attempted, approved, disputed],
      DAY,
      'Accepted',
      'cancel',
    ],
    [
      'of an order on its way waits for a person for ever',
      [placed, paid],
      [attempted, approved, disputed],
      DAY,
      'Started',
      'wait: dispute',
    ],
    [
      'of a delivered order too',
      [placed, paid, delivered],
      [attempted, approved, disputed],
      DAY,
      'Completed',
      'wait: dispute',
    ],
  ])('%s', (_name, order, payment, afterMs, delivery, expected) => {
    expect(next(order, payment, afterMs, delivery)).toBe(expected);
  });

  it('shows what was asked for and what was charged, and until when', () => {
    expect(decidePayment(contextOf([placed], [attempted, disputed]), momentAt(NOON, NOON), settings)).toEqual({
      kind: 'wait',
      wait: {
        waitingFor: 'dispute',
        since: NOON,
        due: NOON + DAY,
        overdueAt: NOON + DAY,
        facts: { asked: amount, charged: 50_000, refunded: 0, currency: 'KRW' },
      },
    });
  });
});

describe('money that has gone back', () => {
  const back = [attempted, approved, refunded];
  it.each<[string, OrderEvent[], DeliveryStatus, string]>([
    ['of an order that awaits its payment: it is called off', [placed], 'None', 'cancel'],
    ['of a paid order: it is called off', [placed, paid], 'Accepted', 'cancel'],
    ['while that is being decided: nothing', [placed, paid, requested], 'Accepted', 'wait: cancellation'],
    ['of an order on its way: it becomes a question', [placed, paid], 'Started', 'examine'],
    ['of a cancelled order: nothing', [placed, paid, cancelled], 'Cancelled', 'done'],
  ])('%s', (_name, order, delivery, expected) => {
    expect(next(order, back, 0, delivery)).toBe(expected);
  });
});

describe('an order that failed to pay', () => {
  it('gives back a charge that shows up all the same', () => {
    expect(next([placed, failed], [attempted, declined, charged(whole)])).toBe('refund');
  });
});

describe('the deadline, parked or not', () => {
  it.each<[string, OrderEvent[], PaymentEvent[], number | null]>([
    ['of an order that awaits its payment', [placed], [attempted], NOON + DAY],
    ['of a paid order: none', [placed, paid], [attempted, approved], null],
    ['of a paid order with a dispute', [placed, paid], [attempted, approved, disputed], NOON + DAY],
    ['of an order that is being cancelled: none', [placed, requested], [attempted], null],
    ['of a cancelled order: none', [placed, cancelled], [attempted], null],
  ])('%s', (_name, order, payment, expected) => {
    const decided = decidePayment(contextOf(order, payment), momentAt(NOON, NOON), settings);
    if (decided.kind === 'done') return expect(null).toBe(expected);
    const { due } = decided.kind === 'act' ? decided.pending : decided.wait;
    expect(due).toBe(expected);
  });
});

describe('an order that needs nothing', () => {
  it.each([
    ['was never placed', [], []],
    ['is paid', [placed, paid], [attempted, approved]],
    ['is completed', [placed, paid, { type: 'OrderCompleted', data: {} }], [attempted, approved]],
    ['has failed to pay', [placed, failed], [attempted, declined]],
  ] as [string, OrderEvent[], PaymentEvent[]][])('%s', (_name, order, payment) => {
    expect(next(order, payment)).toBe('done');
  });
});
