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

/** An order as a customer sends it; `over` replaces members, undefined takes them away. */
export function anOrder(over: Body = {}): Body {
  return {
    items: [{ menuItemId: 'rose-bouquet', quantity: 2 }],
    customer: { name: '이지은', phone: '010-1234-5678' },
    recipient: { name: '김민수', phone: '010-9876-5432', address: '서울시 강남구 테헤란로 123', note: '공동현관 1234' },
    cardMessage: '생일 축하해!',
    cardFrom: '지은',
    confirmedTotal: 90_000,
    payment: { method: 'card', token: 'sim_ok' },
    locale: 'ko',
    ...over,
  };
}

/** What the florist says of something to sell. */
export function aMenuItem(over: Body = {}): Body {
  return { name: { ko: '국화', en: 'Mums' }, description: { ko: '흰 국화', en: 'White mums' }, price: 30_000, ...over };
}
