import { describe, expect, it } from '@jest/globals';
import type { Html } from '../../src/platform/runtime/html.ts';
import { html } from '../../src/platform/runtime/html.ts';
import type { PageContext } from '../../web/context.ts';
import { giftPage } from '../../web/pages/gift.ts';
import { messagePage } from '../../web/pages/message.ts';
import { orderPage } from '../../web/pages/order.ts';
import { type OrderFormValues, orderFormPage } from '../../web/pages/order-form.ts';
import { stepsOf } from '../../web/pages/order-steps.ts';
import { storefrontPage } from '../../web/pages/storefront.ts';
import { texts } from '../../web/texts/texts.ts';
import type { OrderStatusView } from '../../web/view-model.ts';

/** What somebody may try: out of a text, out of an attribute, out of a comment. */
const EVIL = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;--!>`;
const context: PageContext = {
  locale: 'ko',
  t: texts.ko,
  asset: (path) => `/assets/x/${path}`,
  csrf: 'token',
  path: '/somewhere',
  now: { day: '2026-12-24', time: '10:30' },
  hours: 'always',
};
const both = { ko: EVIL, en: EVIL };
const order: OrderStatusView = {
  orderId: '0198f1f0-9d2c-7c5e-8a51-0f6f1d3c2b1a',
  status: 'Delivered',
  items: [{ menuItemId: EVIL, name: both, unitPrice: 45_000, quantity: 2 }],
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
const orderOf = (over: Partial<OrderStatusView>, typed = ''): string =>
  orderPage(context, {
    order: { ...order, ...over },
    trackingToken: 'secret',
    giftUrl: 'https://kkotgil.example/g/gift',
    answerBy: null,
    review: { rating: '', text: typed },
    reason: typed,
    faults: [],
    message: null,
    keys: { cancel: 'key-1', review: 'key-2' },
  });
const values: OrderFormValues = {
  quantities: new Map([[EVIL, EVIL]]),
  customerName: EVIL,
  customerPhone: EVIL,
  self: false,
  recipientName: EVIL,
  recipientPhone: EVIL,
  address: EVIL,
  note: EVIL,
  cardMessage: EVIL,
  cardFrom: EVIL,
  when: 'day',
  deliverOn: EVIL,
  window: EVIL,
  token: EVIL,
};
const form = (simulated: boolean): string =>
  orderFormPage(context, {
    values,
    items: [{ menuItemId: EVIL, name: both, price: 1, soldOut: false }],
    deliveryFee: 0,
    total: 1,
    key: EVIL,
    faults: [{ field: EVIL, text: EVIL }],
    message: null,
    firstDay: '2026-12-24',
    lastDay: '2027-02-22',
    windows: ['13:00-16:00'],
    simulated,
    draft: 'keep',
  });

const pages: Readonly<Record<string, () => string>> = {
  'the storefront': () =>
    storefrontPage(context, {
      items: [
        { menuItemId: EVIL, version: 1, name: both, description: both, price: 1, currency: 'KRW', soldOut: true },
      ],
      deliveryFee: 0,
      windowsToday: [EVIL],
    }),
  'the order form': () => form(true),
  'the order form with a real payment': () => form(false),
  'an order that was reviewed': () => orderOf({}),
  'an order that may be reviewed': () =>
    orderOf({ review: { status: 'Requested', rating: null, text: null, reply: null } }, EVIL),
  'an order that may be cancelled': () => orderOf({ status: 'Paid' }, EVIL),
  'an order that was cancelled': () =>
    orderOf({ status: 'Cancelled', cancellation: { status: 'Done', by: 'florist', reason: EVIL, at: order.placedAt } }),
  'a gift': () => giftPage(context, order),
  'a message': () => messagePage(context, { title: EVIL, more: EVIL, small: EVIL }),
};

describe('what people wrote', () => {
  it.each(Object.entries(pages))('is text, and nothing else, on %s', (_name, draw) => {
    const page = draw();

    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).not.toMatch(/<script>|<img src=x|onerror='|"><script/);
    // Whatever opens a tag is ours.
    expect(page).not.toContain(EVIL);
  });

  it.each(Object.entries(pages))('leaves %s without a script or a style in the page itself', (_name, draw) => {
    const page = draw();

    expect(page).not.toMatch(/<style|\sstyle=|<script(?! type="module" src="\/assets)|\son[a-z]+="|javascript:/);
  });

  it('becomes text in every place of a template', () => {
    const fragment: Html = html`<a href="${EVIL}" title='${EVIL}'>${EVIL}${[html`<b>${EVIL}</b>`]}${null}${false}${0}</a>`;

    expect(fragment.text.match(/[<>]/g)).toHaveLength(8);
    expect(fragment.text.match(/"/g)).toHaveLength(2);
    expect(fragment.text.match(/'/g)).toHaveLength(2);
  });
});

describe('a gift', () => {
  it('shows no sum, no phone, no address and no way to change anything', () => {
    const plain = {
      ...order,
      cardMessage: '축하해',
      cardFrom: '지은',
      recipient: { ...order.recipient, address: '서울시 강남구' },
    };
    const page = giftPage(context, plain);

    expect(page).toContain('지은이 꽃을 보냈어요');
    expect(page).not.toMatch(/₩|45,?000|93,?000|강남구|\+82|<form|cancel|secret/);
  });
});

describe('the steps of an order', () => {
  const at = '2026-12-24T01:00:00.000Z';
  const states = (status: OrderStatusView['status'], ...past: OrderStatusView['status'][]) =>
    stepsOf(texts.en, { status, timeline: [...past, status].map((each) => ({ status: each, at })) }).map(
      ({ name, state }) => `${name}: ${state}`,
    );

  it('tell what was, what is and what is ahead', () => {
    expect(states('Preparing', 'AwaitingPayment', 'Paid')).toEqual([
      'Ordered: done',
      'Paid: done',
      'Confirmed, being made: now',
      'On its way: ahead',
      'Delivered: ahead',
    ]);
  });

  it('end where nothing is ahead', () => {
    expect(states('PaymentFailed', 'AwaitingPayment')).toEqual(['Ordered: done', 'Payment failed: bad']);
    expect(states('Delivered', 'AwaitingPayment').at(-1)).toBe('Delivered: done');
    expect(states('Cancelled', 'AwaitingPayment', 'Cancelling')).toEqual([
      'Ordered: done',
      'Cancellation asked for: done',
      'Cancelled: bad',
    ]);
  });

  it('keep a try that failed before the next one', () => {
    expect(states('OutForDelivery', 'OutForDelivery', 'DeliveryFailed')).toEqual([
      'On its way: done',
      'Could not be delivered: bad',
      'On its way: now',
      'Delivered: ahead',
    ]);
  });
});
