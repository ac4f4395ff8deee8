import type { Menu, MenuItem } from '../../src/domain/menu/index.ts';
import type { OrderPlaced } from '../../src/domain/order/index.ts';

/** The order that tests of one order tell of. */
export const ORDER_ID = 'order-1';

/** A bouquet of roses for 45,000 won. */
export const roses: MenuItem = {
  name: { ko: '장미 꽃다발', en: 'Rose bouquet' },
  description: { ko: '빨간 장미 스무 송이', en: 'Twenty red roses' },
  price: 45_000,
  soldOut: false,
};

/** A menu of these things, by id. */
export function menuOf(items: Readonly<Record<string, MenuItem>>): Menu {
  return new Map(Object.entries(items));
}

/** What somebody ordered for 90,000 won, where a test does not say otherwise. */
export const aRoseOrder: OrderPlaced['data'] = {
  items: [{ menuItemId: 'rose', name: roses.name, unitPrice: roses.price, quantity: 2 }],
  deliveryFee: 0,
  total: 90_000,
  customer: { name: '이지은', phone: '+821012345678' },
  recipient: { name: '김민수', phone: '+821098765432', address: '서울시 강남구 테헤란로 123', note: null },
  cardMessage: null,
  cardFrom: null,
  deliverOn: null,
  window: null,
  payment: { method: 'card', token: 'sim_ok' },
  locale: 'ko',
};

type Body = Readonly<Record<string, unknown>>;

/** An order as a customer sends it, like the contract's example; `over` replaces members, undefined takes them away. */
export function anOrder(over: Body = {}): Body {
  return {
    items: [{ menuItemId: 'rose-bouquet', quantity: 2 }],
    customer: { name: '이지은', phone: '010-1234-5678' },
    recipient: { name: '김민수', phone: '010-9876-5432', address: '서울시 강남구 테헤란로 123', note: '공동현관 1234' },
    cardMessage: '생일 축하해!',
    cardFrom: '지은',
    payment: { method: 'card', token: 'sim_ok' },
    locale: 'ko',
    ...over,
  };
}
