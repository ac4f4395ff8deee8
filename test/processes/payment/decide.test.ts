import { describe, expect, it } from '@jest/globals';
import type { OrderEvent } from '../../../src/domain/order/index.ts';
import type { PaymentEvent } from '../../../src/domain/payment/index.ts';
import { decidePayment, type PaymentAction } from '../../../src/processes/payment/decide.ts';
import type { PaymentSettings } from '../../../src/processes/payment/settings.ts';
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
const settled: PaymentEvent = { type: 'RefundSettledManually', data: { amount, reference: 'bank 7' } };

/** What the process does for this order, `afterMs` after noon: a word for the action, `wait: …`, or `done`. */
function next(order: readonly At<OrderEvent>[], payment: readonly At<PaymentEvent>[], afterMs = 0): string {
  const situation = { orderId: 'order-1', order: orderStream(...order), payment: paymentStream(...payment) };
  const decided = decidePayment(situation, momentAt(NOON + afterMs, NOON), settings);
  if (decided.kind === 'act') return wordFor(decided.action);
  return decided.kind === 'wait' ? `wait: ${decided.wait.waitingFor}` : 'done';
}

function wordFor(action: PaymentAction): string {
  if (action.kind === 'settle-charge') return `ask, then ${action.ifNone}`;
  if (action.kind === 'settle-refund')
    return action.keyExpired ? 'ask, then refund with a new key' : 'ask, then repeat the refund';
  return action.kind;
}

describe('an order that awaits its payment', () => {
  it.each([
    ['is charged', [], 0, 'charge'],
    ['is charged just before its deadline', [], DAY - 1, 'charge'],
    ['expires at its deadline', [], DAY, 'expire'],
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
      'expire',
    ],
    ['is told that it is paid', [attempted, approved], 0, 'confirm'],
    ['is told that it is paid, also after the deadline', [attempted, approved], DAY, 'confirm'],
    ['is told of a definite no', [attempted, declined], 0, 'fail'],
  ] as [string, PaymentEvent[], number, string][])('%s', (_name, payment, afterMs, expected) => {
    expect(next([placed], payment, afterMs)).toBe(expected);
  });

  it('is never charged again once the key of its attempt has expired', () => {
    const patient = { ...settings, terms: { ...usualTerms, paymentMs: 30 * DAY } };
    const situation = { orderId: 'order-1', order: orderStream(placed), payment: paymentStream(attempted) };
    const decided = decidePayment(situation, momentAt(NOON + 14 * DAY, NOON), patient);
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
    const situation = {
      orderId: 'order-1',
      order: orderStream(placed, [cancelled, HOUR]),
      payment: paymentStream(attempted, approved),
    };
    expect(decidePayment(situation, momentAt(NOON + HOUR, NOON), settings)).toEqual({
      kind: 'act',
      action: { kind: 'refund', overdueAt: NOON + HOUR + 600 * SECOND },
    });
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
