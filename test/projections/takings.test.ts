import { describe, expect, it } from '@jest/globals';
import type { EventType, KkotgilEvent } from '../../src/domain/index.ts';
import type { AnyView } from '../../src/platform/views/view.ts';
import type { Queries } from '../../src/projections/queries.ts';
import { takingsView } from '../../src/projections/takings.ts';
import { shares } from '../../src/projections/takings-sum.ts';
import { FixedClock } from '../support/fixed-clock.ts';
import { foldedDocuments, foldedQueries } from '../support/folded-views.ts';
import { aRoseOrder, History, idOf } from '../support/history.ts';

type Fact = { [T in EventType]: [T, Extract<KkotgilEvent, { type: T }>['data']] }[EventType];
const amount = 90_000;
/** A minute before midnight in Seoul: a minute later it is another day there, and in UTC it is not. */
const BEFORE_MIDNIGHT = '2026-11-25T14:59:00.000Z';
const MINUTE_MS = 60_000;

/** A shop whose books are looked at. */
class Counter {
  readonly clock = new FixedClock(BEFORE_MIDNIGHT);
  readonly history = new History(this.clock);
  readonly queries: Queries = foldedQueries(this.history.log, this.clock);

  async happened(order: string, ...facts: Fact[]): Promise<this> {
    for (const [type, data] of facts) await this.history.happened(idOf(order), type, data as never);
    return this;
  }

  async later(ms: number): Promise<this> {
    await this.clock.advance(ms);
    return this;
  }

  async sums(period: string) {
    const { charged, refunded, net } = await this.queries.takings(period);
    return { charged, refunded, net };
  }
}

const placed: Fact = ['OrderPlaced', aRoseOrder];
const attempted: Fact = ['PaymentAttempted', { amount, attempt: 1, key: 'k' }];
const approved: Fact = ['PaymentApproved', { amount, paymentId: 'p' }];
const refunding: Fact = ['RefundAttempted', { amount, attempt: 1, key: 'k', paymentId: 'p' }];
const refunded: Fact = ['RefundApproved', { amount, paymentId: 'p', refundId: 'r' }];
const charge = (over: object = {}) => ({ paymentId: 'p', amount, refunded: 0, currency: 'KRW', ...over });
const disputed = (...charges: ReturnType<typeof charge>[]): Fact => {
  const sum = (part: 'amount' | 'refunded') => charges.reduce((all, each) => all + each[part], 0);
  return ['PaymentDisputed', { amount, charged: sum('amount'), refunded: sum('refunded'), charges, refusal: null }];
};
const none = { charged: 0, refunded: 0, net: 0 };
const whole = { charged: amount, refunded: 0, net: amount };

describe('the takings of a day', () => {
  it('are nothing before anything was charged, whatever was tried', async () => {
    const counter = await new Counter().happened('a', placed, attempted);
    await counter.happened('b', placed, attempted, ['PaymentDeclined', { amount, code: 'NO' }]);
    await counter.happened('c', placed, ['PaymentVoided', { amount }]);
    await counter.happened('d', placed, attempted, ['PaymentUnresolved', { amount, attempt: 1, cause: 'cut' }]);

    expect(await counter.queries.takings('2026-11')).toEqual({
      period: '2026-11',
      ...none,
      orders: 0,
      disputed: 0,
      items: [],
      days: [],
      otherCurrencies: [],
    });
  });

  it('are those of the day in Seoul, and a refund counts on its own day', async () => {
    const counter = await new Counter().happened('a', placed, attempted, approved);
    await counter.later(MINUTE_MS);
    await counter.happened('b', placed, attempted, approved);
    await counter.happened('a', refunding, refunded);

    expect(await counter.sums('2026-11-25')).toEqual(whole);
    expect(await counter.sums('2026-11-26')).toEqual({ charged: amount, refunded: amount, net: 0 });
    expect(await counter.queries.takings('2026-11')).toMatchObject({
      charged: 2 * amount,
      refunded: amount,
      net: amount,
      orders: 2,
      days: [
        { day: '2026-11-25', ...whole },
        { day: '2026-11-26', charged: amount, refunded: amount, net: 0 },
      ],
    });
    expect(await counter.sums('2026-12')).toEqual(none);
  });

  it.each([
    ['an approval', [approved], whole],
    ['another amount', [disputed(charge({ amount: 50_000 }))], { charged: 50_000, refunded: 0, net: 50_000 }],
    [
      'another amount that an operator takes as paid',
      [
        disputed(charge({ amount: 50_000 })),
        ['PaymentAccepted', { amount, kept: 50_000, paymentId: 'p', reference: 'phone' }],
      ],
      { charged: 50_000, refunded: 0, net: 50_000 },
    ],
    [
      'two charges, told twice',
      [disputed(charge(), charge({ paymentId: 'q' })), disputed(charge(), charge({ paymentId: 'q' }))],
      { charged: 180_000, refunded: 0, net: 180_000 },
    ],
    [
      'two charges, one of which went back',
      [disputed(charge(), charge({ paymentId: 'q' })), approved],
      { charged: 180_000, refunded: 90_000, net: 90_000 },
    ],
    [
      'a second charge that comes to light as it is given back',
      [approved, ['RefundAttempted', { amount, attempt: 1, key: 'k', paymentId: 'q' }]],
      { charged: 180_000, refunded: 0, net: 180_000 },
    ],
    [
      'a charge that was partly given back in the provider’s console',
      [approved, disputed(charge({ refunded: 30_000 }))],
      { charged: 90_000, refunded: 30_000, net: 60_000 },
    ],
    [
      'the rest of it',
      [
        approved,
        disputed(charge({ refunded: 30_000 })),
        ['RefundAttempted', { amount: 60_000, attempt: 1, key: 'k', paymentId: 'p' }],
        refunded,
      ],
      { charged: 90_000, refunded: 90_000, net: 0 },
    ],
    [
      'a refused refund that an operator settles',
      [
        approved,
        refunding,
        ['RefundFailed', { amount, paymentId: 'p', code: 'NO' }],
        ['RefundSettledManually', { amount, reference: '7' }],
      ],
      { charged: 90_000, refunded: 90_000, net: 0 },
    ],
    [
      'a refused refund, as long as nobody settles it',
      [approved, refunding, ['RefundFailed', { amount, paymentId: 'p', code: 'NO' }]],
      whole,
    ],
    [
      'a settlement by hand of what the gateway would not tell of',
      [attempted, disputed(), ['RefundSettledManually', { amount, reference: '7' }]],
      { charged: 90_000, refunded: 90_000, net: 0 },
    ],
    [
      'more given back than was known to be taken',
      [approved, ['RefundApproved', { amount: 120_000, paymentId: 'p', refundId: null }]],
      { charged: 120_000, refunded: 120_000, net: 0 },
    ],
    [
      'a charge after a no',
      [attempted, ['PaymentDeclined', { amount, code: 'NO' }], disputed(charge()), refunding, refunded],
      { charged: 90_000, refunded: 90_000, net: 0 },
    ],
  ] as [string, Fact[], object][])('are right after %s', async (_name, facts, sums) => {
    const counter = await new Counter().happened('a', placed, ...facts);
    expect(await counter.sums('2026-11-25')).toEqual(sums);
  });

  it('tell apart what is disputed, as long as it is', async () => {
    const counter = await new Counter().happened('a', placed, attempted, disputed(charge({ amount: 50_000 })));
    expect(await counter.queries.takings('2026-11-25')).toMatchObject({ net: 50_000, disputed: 50_000 });

    await counter.happened('a', ['PaymentAccepted', { amount, kept: 50_000, paymentId: 'p', reference: 'phone' }]);
    expect(await counter.queries.takings('2026-11-25')).toMatchObject({ net: 50_000, disputed: 0 });
  });

  it('never add what was charged in another currency to won', async () => {
    const counter = await new Counter().happened('a', placed, disputed(charge({ amount: 7_000, currency: 'USD' })));
    expect(await counter.queries.takings('2026-11-25')).toMatchObject({
      ...none,
      otherCurrencies: [{ currency: 'USD', charged: 7_000, refunded: 0, net: 7_000 }],
    });

    await counter.happened('a', ['RefundSettledManually', { amount: 7_000, reference: '7' }]);
    expect(await counter.queries.takings('2026-11-25')).toMatchObject({
      ...none,
      otherCurrencies: [{ currency: 'USD', charged: 7_000, refunded: 7_000, net: 0 }],
    });
  });

  it('count an order whose money moved on many days in each of them', async () => {
    const counter = await new Counter().happened('a', placed, approved);
    for (const back of [10_000, 20_000, 30_000]) {
      await counter.later(24 * 60 * MINUTE_MS);
      await counter.happened('a', disputed(charge({ refunded: back })));
    }
    const back = { charged: 0, refunded: 10_000, net: -10_000 };
    expect(await counter.sums('2026-11-25')).toEqual(whole);
    for (const day of ['2026-11-26', '2026-11-27', '2026-11-28']) expect(await counter.sums(day)).toEqual(back);
    expect(await counter.sums('2026-11')).toEqual({ charged: 90_000, refunded: 30_000, net: 60_000 });
  });

  it('say what came in by each bouquet and by deliveries, and these are the whole', async () => {
    const tulip = { ...aRoseOrder.items[0], menuItemId: 'tulip-bouquet', name: { ko: '튤립', en: 'Tulips' } } as never;
    const both: Fact = [
      'OrderPlaced',
      { ...aRoseOrder, items: [...aRoseOrder.items, tulip], deliveryFee: 3_000, total: 183_000 },
    ];
    const counter = await new Counter().happened('a', both, ['PaymentApproved', { amount: 183_000, paymentId: 'p' }]);
    await counter.happened('b', placed, approved, refunding, refunded);

    const { items, ...whole } = await counter.queries.takings('2026-11-25');
    expect(items).toMatchObject([
      { menuItemId: 'rose', quantity: 4, charged: 180_000, refunded: 90_000, net: 90_000 },
      { menuItemId: 'tulip-bouquet', name: { ko: '튤립' }, quantity: 2, charged: 90_000, refunded: 0, net: 90_000 },
      { menuItemId: null, name: null, quantity: 1, charged: 3_000, refunded: 0, net: 3_000 },
    ]);
    const all = (part: 'charged' | 'refunded') => items.reduce((sum, item) => sum + item[part], 0);
    expect([all('charged'), all('refunded')]).toEqual([whole.charged, whole.refunded]);
  });

  it('hold nothing of a person', async () => {
    const counter = await new Counter().happened('a', placed, attempted, approved);
    const documents = await foldedDocuments(counter.history.log, takingsView as unknown as AnyView);
    const kept = JSON.stringify([...documents.values()]);
    for (const personal of [aRoseOrder.customer.name, aRoseOrder.customer.phone, aRoseOrder.recipient.address]) {
      expect(kept).not.toContain(personal);
    }
    for (const document of documents.values()) expect(takingsView.schema.parse(document)).toEqual(document);
  });
});

describe('an amount that is shared out', () => {
  it.each([
    [90_000, [45_000, 45_000], [45_000, 45_000]],
    [50_000, [45_000, 45_000, 3_000], [24_194, 24_193, 1_613]],
    [100, [1, 1, 1], [33, 34, 33]],
    [0, [45_000, 3_000], [0, 0]],
  ])('%s by %p is %p', (shared, weights, expected) => {
    expect(shares(shared, weights)).toEqual(expected);
    expect(shares(shared, weights).reduce((sum, share) => sum + share, 0)).toBe(shared);
  });
});
