import { describe, expect, it } from '@jest/globals';
import type { Html } from '../../src/platform/runtime/html.ts';
import { html } from '../../src/platform/runtime/html.ts';
import { giftPage } from '../../web/pages/gift.ts';
import { messagePage } from '../../web/pages/message.ts';
import { orderPage } from '../../web/pages/order.ts';
import { type OrderFormValues, orderFormPage } from '../../web/pages/order-form.ts';
import { stepsOf } from '../../web/pages/order-steps.ts';
import { storefrontPage } from '../../web/pages/storefront.ts';
import { texts } from '../../web/texts/texts.ts';
import type { OrderStatusView } from '../../web/view-model.ts';
import {
  EVIL,
  EVIL_BOTH,
  evilItem,
  evilOrder,
  expectNothingInline,
  expectTextAlone,
  pageContext,
} from './support/strangers.ts';

const orderOf = (over: Partial<OrderStatusView>, typed = ''): string =>
  orderPage(pageContext, {
    order: { ...evilOrder, ...over },
    trackingToken: 'secret',
    giftUrl: 'https://kkotgil.example/g/gift',
    answerBy: null,
    failedBecause: null,
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
  orderFormPage(pageContext, {
    values,
    items: [{ menuItemId: EVIL, name: EVIL_BOTH, price: 1, soldOut: false }],
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
    storefrontPage(pageContext, {
      items: [evilItem],
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
    orderOf({
      status: 'Cancelled',
      cancellation: { status: 'Done', by: 'florist', reason: EVIL, at: evilOrder.placedAt },
    }),
  'a gift': () => giftPage(pageContext, evilOrder),
  'a message': () => messagePage(pageContext, { title: EVIL, more: EVIL, small: EVIL }),
};

describe('what people wrote', () => {
  it.each(Object.entries(pages))('is text, and nothing else, on %s', (_name, draw) => {
    expectTextAlone(draw());
  });

  it.each(Object.entries(pages))('leaves %s without a script or a style in the page itself', (_name, draw) => {
    expectNothingInline(draw());
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
      ...evilOrder,
      cardMessage: '축하해',
      cardFrom: '지은',
      recipient: { ...evilOrder.recipient, address: '서울시 강남구' },
    };
    const page = giftPage(pageContext, plain);

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
