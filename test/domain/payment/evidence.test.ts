import { describe, expect, it } from '@jest/globals';
import {
  afterRefund,
  type Charge,
  evidenceOf,
  type Holding,
  judge,
  nextToGiveBack,
  withUntold,
} from '../../../src/domain/payment/index.ts';

const TOTAL = 90_000;
const charge: Charge = {
  paymentId: 'pay-1',
  orderId: 'order-1',
  amount: TOTAL,
  refunded: 0,
  currency: 'KRW',
  status: 'approved',
  at: '2026-05-08T03:00:00.000Z',
};
const other: Charge = { ...charge, paymentId: 'pay-2' };
const holding: Holding = { paymentId: 'pay-1', amount: TOTAL, refunded: 0, currency: 'KRW' };

/** What is known after these charges were told, in one word. */
function known(told: readonly Charge[], ours: string | null = null) {
  const judgement = judge(evidenceOf(told), TOTAL, ours);
  return 'paymentId' in judgement ? `${judgement.kind}: ${judgement.paymentId}` : judgement.kind;
}

describe('what a gateway tells of an order’s charges', () => {
  it.each<[string, readonly Charge[], string]>([
    ['no charge', [], 'none'],
    ['an approved charge of the total', [charge], 'paid: pay-1'],
    ['a pending charge', [{ ...charge, status: 'pending' }], 'unclear'],
    ['a charge with a status that nobody knows', [{ ...charge, status: 'settling' }], 'unclear'],
    ['a charge whose status is spelt otherwise', [{ ...charge, status: 'Approved' }], 'unclear'],
    ['a failed charge', [{ ...charge, status: 'failed' }], 'none'],
    ['a cancelled charge', [{ ...charge, status: 'cancelled' }], 'none'],
    ['less than the total', [{ ...charge, amount: TOTAL - 1 }], 'disputed'],
    ['more than the total', [{ ...charge, amount: TOTAL + 1 }], 'disputed'],
    ['nothing at all, approved', [{ ...charge, amount: 0 }], 'disputed'],
    ['the total in another currency', [{ ...charge, currency: 'USD' }], 'disputed'],
    ['a part given back', [{ ...charge, refunded: 1 }], 'disputed'],
    ['all given back', [{ ...charge, refunded: TOTAL }], 'given-back'],
    ['more given back than taken', [{ ...charge, refunded: TOTAL + 1 }], 'given-back'],
    ['another amount, all given back', [{ ...charge, amount: 50_000, refunded: 50_000 }], 'given-back'],
    ['too much, of which the rest is the total', [{ ...charge, amount: TOTAL + 500, refunded: 500 }], 'paid: pay-1'],
    ['a fraction of a won', [{ ...charge, amount: 0.5 }], 'unclear'],
    ['an amount below zero', [{ ...charge, amount: -TOTAL }], 'unclear'],
    ['an amount that is no number', [{ ...charge, amount: null }], 'unclear'],
    ['a refund that is no number', [{ ...charge, refunded: null }], 'unclear'],
    ['a number beyond what is exact', [{ ...charge, amount: 2 ** 60 }], 'unclear'],
    ['the same charge told twice', [charge, charge], 'paid: pay-1'],
    ['one charge told in two ways', [charge, { ...charge, refunded: TOTAL }], 'unclear'],
    ['one charge with two statuses', [charge, { ...charge, status: 'failed' }], 'unclear'],
    ['two charges of the total', [charge, other], 'surplus: pay-1'],
    ['two charges, one of them given back', [{ ...charge, refunded: TOTAL }, other], 'paid: pay-2'],
    [
      'two charges that are the total together',
      [
        { ...charge, amount: 50_000 },
        { ...other, amount: 40_000 },
      ],
      'paid: pay-1',
    ],
    [
      'two charges that are not',
      [
        { ...charge, amount: 50_000 },
        { ...other, amount: 50_000 },
      ],
      'disputed',
    ],
    ['one charge of the total, and one of another amount', [{ ...charge, amount: 1_000 }, other], 'surplus: pay-2'],
    ['a failed charge beside the one that counts', [{ ...charge, status: 'failed' }, other], 'paid: pay-2'],
    ['a pending charge beside the one that counts', [charge, { ...other, status: 'pending' }], 'paid: pay-1'],
    [
      'a pending charge beside one that was given back',
      [
        { ...charge, refunded: TOTAL },
        { ...other, status: 'pending' },
      ],
      'unclear',
    ],
    ['won and dollars', [charge, { ...other, currency: 'USD' }], 'surplus: pay-1'],
  ])('%s', (_what, told, meaning) => {
    expect(known(told)).toBe(meaning);
  });

  it('of two that could count, the one on record does', () => {
    expect(known([charge, other], 'pay-2')).toBe('surplus: pay-2');
  });

  it('says why it is unclear, in words that are fit to be stored', () => {
    expect(evidenceOf([{ ...charge, status: 'pending' }]).unclear).toBe('a charge has the status pending');
    expect(evidenceOf([{ ...charge, status: '<script>' }]).unclear).toBe('a charge has the status that nobody knows');
  });

  it('takes a charge on record that is called failed or cancelled now for given back whole', () => {
    expect(evidenceOf([{ ...charge, status: 'cancelled' }], [holding])).toEqual({
      held: [{ ...holding, refunded: TOTAL }],
      unclear: null,
    });
  });

  it('counts what is on record and not told of as it was last seen', () => {
    const told = [{ ...other, refunded: TOTAL }];
    expect(withUntold(evidenceOf(told), told, [holding]).held).toEqual([
      { ...holding, paymentId: 'pay-2', refunded: TOTAL },
      holding,
    ]);
    expect(withUntold(evidenceOf([charge]), [charge], [holding]).held).toEqual([holding]);
  });

  it('names what has to go back, one payment after the other', () => {
    const both = evidenceOf([charge, { ...other, refunded: 30_000 }]);
    expect(nextToGiveBack(both, null)).toEqual({ paymentId: 'pay-1', amount: TOTAL });
    expect(nextToGiveBack(both, 'pay-1')).toEqual({ paymentId: 'pay-2', amount: 60_000 });
    const rest = afterRefund(both, 'pay-1', TOTAL);
    expect(nextToGiveBack(rest, null)).toEqual({ paymentId: 'pay-2', amount: 60_000 });
    expect(nextToGiveBack(afterRefund(rest, 'pay-2', 60_000), null)).toBeNull();
  });
});
