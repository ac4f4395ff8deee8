import { expect } from '@jest/globals';
import type { PageContext } from '../../../web/context.ts';
import { texts } from '../../../web/texts/texts.ts';
import type { OrderStatusView } from '../../../web/view-model.ts';

/** What somebody may try: out of a text, out of an attribute, out of a comment. */
export const EVIL = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;--!>`;
/** The same in both languages. */
export const EVIL_BOTH = { ko: EVIL, en: EVIL };

/** What a page is drawn with. */
export const pageContext: PageContext = {
  locale: 'ko',
  t: texts.ko,
  asset: (path) => `/assets/x/${path}`,
  csrf: 'token',
  path: '/somewhere',
  now: { day: '2026-12-24', time: '10:30' },
  hours: 'always',
  chosenPicture: () => undefined,
};

/** An order whose customer has tried it in every text. */
export const evilOrder: OrderStatusView = {
  orderId: '0198f1f0-9d2c-7c5e-8a51-0f6f1d3c2b1a',
  status: 'Delivered',
  items: [{ menuItemId: EVIL, name: EVIL_BOTH, unitPrice: 45_000, quantity: 2 }],
  deliveryFee: 3_000,
  total: 93_000,
  currency: 'KRW',
  recipient: { name: EVIL, phone: '+821098765432', address: EVIL, note: EVIL },
  cardMessage: EVIL,
  cardFrom: EVIL,
  deliverOn: '2026-12-24',
  window: '13:00-16:00',
  payment: { status: 'Paid' },
  delivery: { status: 'Completed' },
  review: { status: 'Written', rating: 4, text: EVIL, reply: EVIL },
  cancellation: { status: 'Refused', by: 'customer', reason: EVIL, at: '2026-12-24T01:00:00.000Z' },
  timeline: [{ status: 'AwaitingPayment', at: '2026-12-24T01:00:00.000Z' }],
  placedAt: '2026-12-24T01:00:00.000Z',
  updatedAt: '2026-12-24T01:00:00.000Z',
};

/** What strangers wrote is text on this page, and nothing else. */
export function expectTextAlone(page: string): void {
  expect(page).toContain('&lt;script&gt;alert(1)');
  expect(page).not.toMatch(/<script>|<img src=x|onerror='|"><script/);
  // Whatever opens a tag is ours.
  expect(page).not.toContain(EVIL);
}

/** The page holds no script and no style itself: its policy would refuse them. */
export function expectNothingInline(page: string): void {
  expect(page).not.toMatch(/<style|\sstyle=|<script(?! type="module" src="\/assets)|\son[a-z]+="|javascript:/);
}

/** A thing on the menu whose every text is a stranger's. */
export const evilItem = {
  menuItemId: EVIL,
  version: 1,
  name: EVIL_BOTH,
  description: EVIL_BOTH,
  price: 1,
  currency: 'KRW',
  soldOut: true,
} as const;
