import { anOrder as anOrderWithoutTotal } from '../../support/builders.ts';

/** The menu of the API's tests. */
export const aMenu = [
  {
    menuItemId: 'rose-bouquet',
    name: { ko: '장미 꽃다발', en: 'Rose bouquet' },
    description: { ko: '붉은 장미 스무 송이', en: 'Twenty red roses' },
    price: 45_000,
  },
  {
    menuItemId: 'tulip-bouquet',
    name: { ko: '튤립 꽃다발', en: 'Tulip bouquet' },
    description: { ko: '튤립 열다섯 송이', en: 'Fifteen tulips' },
    price: 39_000,
  },
];

type Body = Readonly<Record<string, unknown>>;

/** An order of two of its bouquets, with the total that the customer saw; `over` as in the builder. */
export function anOrder(over: Body = {}): Body {
  return anOrderWithoutTotal({ confirmedTotal: 90_000, ...over });
}

/** What the florist says of something to sell. */
export function aMenuItem(over: Body = {}): Body {
  return { name: { ko: '국화', en: 'Mums' }, description: { ko: '흰 국화', en: 'White mums' }, price: 30_000, ...over };
}
