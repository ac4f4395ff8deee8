import { describe, expect, it } from '@jest/globals';
import { isRejection } from '../../../src/domain/decider.ts';
import {
  confirmedTotalPolicy,
  deliverableTimePolicy,
  fewUnpaidPolicy,
  MAX_UNPAID_ORDERS,
  nothingSoldOutPolicy,
  onlyFromTheMenuPolicy,
  orderDecider,
  type PlacingContext,
  placingPolicies,
  priceLines,
  totalOf,
} from '../../../src/domain/order/index.ts';
import { menuOf, roses } from '../../support/builders.ts';
import { orderCommands } from '../examples/order.ts';

const twoBouquets: PlacingContext = orderCommands.PlaceOrder;
const soldOut = menuOf({ rose: { ...roses, soldOut: true } });
const dearer = menuOf({ rose: { ...roses, price: 50_000 } });

describe('the rules for placing an order', () => {
  it('are read in this order', () => {
    expect(placingPolicies).toEqual([
      onlyFromTheMenuPolicy,
      nothingSoldOutPolicy,
      deliverableTimePolicy,
      confirmedTotalPolicy,
      fewUnpaidPolicy,
    ]);
  });

  it.each(placingPolicies.map((policy, index) => [index, policy] as const))(
    'number %i lets a good order through',
    (_index, policy) => {
      expect(policy(twoBouquets)).toBeNull();
    },
  );

  it('few unpaid: says when the next one may come', () => {
    const others = (count: number) => Array.from({ length: count }, (_, index) => 1_000 * (index + 1) - 1);
    expect(fewUnpaidPolicy({ ...twoBouquets, unpaidBefore: others(MAX_UNPAID_ORDERS - 1) })).toBeNull();
    expect(fewUnpaidPolicy({ ...twoBouquets, unpaidBefore: others(MAX_UNPAID_ORDERS) })).toMatchObject({
      code: 'TOO_MANY_UNPAID_ORDERS',
      facts: { retryAfter: 1 },
    });
    expect(fewUnpaidPolicy({ ...twoBouquets, unpaidBefore: others(MAX_UNPAID_ORDERS + 2) })).toMatchObject({
      facts: { retryAfter: 3 },
    });
  });

  it('only from the menu: tells which line it is, in no words of the caller', () => {
    expect(onlyFromTheMenuPolicy({ ...twoBouquets, menu: menuOf({}) })).toMatchObject({
      code: 'MENU_ITEM_NOT_FOUND',
      facts: { line: 1 },
    });
  });

  it('nothing sold out: names what is', () => {
    expect(nothingSoldOutPolicy({ ...twoBouquets, menu: soldOut })).toMatchObject({
      code: 'MENU_ITEM_SOLD_OUT',
      facts: { menuItemId: 'rose' },
    });
  });

  it('the confirmed total: tells the new one', () => {
    expect(confirmedTotalPolicy({ ...twoBouquets, menu: dearer })).toMatchObject({
      code: 'PRICE_CHANGED',
      facts: { total: 100_000, confirmedTotal: 90_000 },
    });
  });

  it('the confirmed total: who has not confirmed one takes the menu as it is', () => {
    expect(confirmedTotalPolicy({ ...twoBouquets, menu: dearer, confirmedTotal: null })).toBeNull();
  });

  it.each([
    ['MENU_ITEM_NOT_FOUND', { menu: menuOf({}), confirmedTotal: 1 }],
    ['MENU_ITEM_SOLD_OUT', { menu: soldOut, confirmedTotal: 1 }],
    ['PRICE_CHANGED', { menu: dearer }],
  ])('placing is rejected with the first that stands against it: %s', (code, change) => {
    const decision = orderDecider.decide({ ...orderCommands.PlaceOrder, ...change }, orderDecider.initial);
    expect(isRejection(decision) && decision.code).toBe(code);
  });
});

describe('what an order costs', () => {
  it('is what the menu says, line by line, and the fee', () => {
    const menu = menuOf({ rose: roses, card: { ...roses, price: 1_500 } });
    const lines = priceLines({
      menu,
      lines: [
        { menuItemId: 'rose', quantity: 2 },
        { menuItemId: 'card', quantity: 1 },
      ],
    });
    expect(lines.map(({ unitPrice, quantity }) => [unitPrice, quantity])).toEqual([
      [45_000, 2],
      [1_500, 1],
    ]);
    expect(totalOf(lines, 3_000)).toBe(94_500);
  });

  it('is the fee alone when nothing is ordered', () => {
    expect(totalOf([], 3_000)).toBe(3_000);
  });
});
