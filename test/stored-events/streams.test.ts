import { describe, expect, it } from '@jest/globals';
import { orderFamilies, orderIdOf } from '../../src/stored-events/streams.ts';

describe('a stream', () => {
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

  it.each([
    ['order-1', 'order-1'],
    ['delivery-1', 'order-1'],
    ['menu-kkotgil', null],
  ])('%s is sealed with the keys that the first event of %s names', (streamId, first) => {
    expect(orderFamilies.firstOf(streamId)).toBe(first);
  });
});
