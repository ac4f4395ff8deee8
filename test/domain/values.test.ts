import { describe, expect, it } from '@jest/globals';
import { orderIdOf, parseStreamId, streamOf } from '../../src/domain/ids.ts';
import { isWon } from '../../src/domain/money.ts';

describe('stream names', () => {
  it('are made of category and id, and taken apart at the first dash', () => {
    const name = streamOf('delivery', '018f-0001');
    expect(name).toBe('delivery-018f-0001');
    expect(parseStreamId(name)).toEqual({ category: 'delivery', id: '018f-0001' });
  });

  it('without a dash have no id', () => {
    expect(parseStreamId('orphan')).toEqual({ category: 'orphan', id: '' });
  });

  it.each([
    ['order-order-1', 'order-1'],
    ['delivery-order-1', 'order-1'],
    ['review-order-1', 'order-1'],
    ['payment-order-1', 'order-1'],
    ['notification-order-1', 'order-1'],
    ['menu-kkotgil', null],
    ['order-', null],
    ['order', null],
    ['$ce-order', null],
  ])('%s belongs to the order %s', (streamId, orderId) => {
    expect(orderIdOf(streamId)).toBe(orderId);
  });
});

describe('won', () => {
  it.each([0, 1, 45_000, Number.MAX_SAFE_INTEGER])('%d is an amount', (amount) => {
    expect(isWon(amount)).toBe(true);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%d is not', (amount) => {
    expect(isWon(amount)).toBe(false);
  });
});
