import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EventType } from '../../../src/domain/index.ts';
import { orderStatusOf } from '../../../src/domain/order-status.ts';
import { deliveryEvents } from '../examples/delivery.ts';
import { orderEvents } from '../examples/order.ts';
import { paymentEvents } from '../examples/payment.ts';
import { reviewEvents } from '../examples/review.ts';
import { comeToRest, live, lives } from './lives.ts';
import { rules } from './rules.ts';

describe('whatever customer, florist, operator, processes and gateway do, and in whatever order', () => {
  it.each(Object.entries(rules))('%s', (_rule, holds) => {
    fc.assert(
      fc.property(lives, (life) => {
        const { story } = live(life);
        if (!holds(story)) throw new Error(story.map(({ type }) => type).join(' → '));
      }),
      { numRuns: 300 },
    );
  });

  it('no cancellation stays open, and a cancelled order keeps no money, once everybody has done their work', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const told = comeToRest(live(life));
        const { order, delivery, payment } = told.streams();
        fc.pre(order.state.status !== 'None');
        expect(orderStatusOf(order.state, delivery.state)).not.toBe('Cancelling');
        if (order.state.status === 'Cancelled') {
          const wasCharged = told.gateway.charge === 'approved' || told.gateway.charge === 'less';
          const ends = wasCharged ? ['Refunded', 'RefundFailed'] : ['Voided', 'Declined'];
          // A charge that shows up after its order was settled by hand is a question to a person.
          const asks = told.story.some(({ type }) => type === 'RefundSettledManually') ? ['Disputed'] : [];
          expect([...ends, ...asks, 'SettledManually']).toContain(payment.state.status);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('everything happens in some of these lives, so that the rules have been put to the test', () => {
    const told = new Set(
      fc.sample(lives, { numRuns: 1000, seed: 1 }).flatMap((life) => live(life).story.map(({ type }) => type)),
    );
    const everything = [orderEvents, deliveryEvents, reviewEvents, paymentEvents].flatMap(Object.keys) as EventType[];
    expect(everything.filter((type) => !told.has(type))).toEqual([]);
  });
});
