import { type Html, html, type Part } from '../../../src/platform/runtime/html.ts';
import { button, field, linkButton } from '../../components/controls.ts';
import { flower } from '../../components/flower.ts';
import { giftCard } from '../../components/gift-card.ts';
import { moment, money, shortNumber } from '../../texts/formats.ts';
import { storyTexts } from '../../texts/story/texts.ts';
import type { NoticeTemplate, NotificationView, OrderPeople, OrderStatusView } from '../../view-model.ts';
import type { StaffContext } from '../context.ts';
import { staffLayout } from '../frame.ts';
import { needsReason, type Step, stepsOf } from '../steps.ts';
import { callable, fact, formSeal, statusBadge, whenWanted, wordsOf } from './parts.ts';

export interface CounterOrder {
  readonly order: OrderStatusView;
  readonly people: OrderPeople;
  readonly notices: readonly NotificationView[];
  /** Until when the florist has to answer, milliseconds since 1970; null when nobody waits for that. */
  readonly answerBy: number | null;
  /** A key for each form. */
  readonly newKey: () => string;
  readonly message: Part;
  /** The step whose reason was missing or too long, and what had been typed. */
  readonly refused: { readonly step: Step; readonly reason: string; readonly error: string } | null;
}

/** What applies now; the first is what is mostly done. */
function stepsNow({ status, delivery }: OrderStatusView): readonly Step[] {
  if (status === 'Cancelling' || status === 'Cancelled' || status === 'PaymentFailed') return [];
  return delivery.status === 'None' ? ['cancel'] : stepsOf({ status: delivery.status });
}

/** Everything that a florist needs about one order. */
export function counterOrderPage(context: StaffContext, page: CounterOrder): string {
  const { order: words, orderNumber } = wordsOf(context);
  const { order } = page;
  const path = `/shop/orders/${order.orderId}`;
  const hasCard = order.cardMessage !== null || order.cardFrom !== null;
  return staffLayout(context, {
    name: 'counter-order',
    title: words.title,
    styles: ['counter'],
    main: html`<div class="staff-title"><div><p class="quiet"><a class="back" href="/shop/orders">${words.back}</a></p><h1>${page.people.customer.name} <span class="quiet">${orderNumber(shortNumber(order.orderId))}</span></h1></div>
<div class="buttons no-print">${linkButton(`${path}/worksheet`, words.worksheet, 'plain')}${hasCard && linkButton(`${path}/card`, words.card, 'plain')}</div></div>
${page.message}
<div class="counter-order">
<div class="stack">${standing(context, page)}${flowers(context, order)}${card(context, order)}</div>
<div class="stack">${delivery(context, page)}${payment(context, order)}${review(context, order)}${timeline(context, order)}${notices(context, page.notices)}</div>
</div>`,
  });
}

function standing(context: StaffContext, page: CounterOrder): Html {
  const { order: words } = wordsOf(context);
  const { order, answerBy } = page;
  const steps = stepsNow(order);
  return html`<section class="panel now" aria-labelledby="now">
<div class="panel-title"><h2 id="now">${words.now}</h2>${statusBadge(context, order.status)}</div>
<p class="now-when">${whenWanted(context, order)}</p>
${cancellation(context, order)}
${answerBy !== null && html`<p>${words.answerBy(moment(context.locale, answerBy))}</p>`}
${steps.length === 0 && html`<p class="quiet">${words.nothing}</p>`}
<div class="now-steps no-print">${steps.map((step, index) => form(context, page, step, index === 0))}</div>
</section>`;
}

function form(context: StaffContext, page: CounterOrder, step: Step, isFirst: boolean): Html {
  const { order: words } = wordsOf(context);
  const { order, refused, newKey } = page;
  const action = `/shop/orders/${order.orderId}/${step}`;
  const label = step === 'start' && order.delivery.status === 'Failed' ? words.steps.again : words.steps[step];
  if (!needsReason(step)) {
    const weight = isFirst ? 'strong' : 'plain';
    return html`<form method="post" action="${action}">${formSeal(context, newKey())}${button(label, { weight })}${step === 'return' && html`<p class="quiet">${words.returnHint}</p>`}</form>`;
  }
  const told = step as 'reject' | 'fail' | 'cancel';
  const failed = refused?.step === step ? refused : null;
  const id = `reason-${step}`;
  return html`<details class="more"${failed !== null && html` open`}><summary>${label}</summary>
<form class="fields" method="post" action="${action}">${formSeal(context, newKey())}
${field({ name: 'reason', id, label: words.reasonFor[told], hint: words.reasonHint, value: failed?.reason ?? '', required: true, ...(failed && { error: failed.error }) })}
<div>${button(label, { weight: step === 'fail' ? 'plain' : 'danger' })}</div></form></details>`;
}

function cancellation(context: StaffContext, { cancellation: it }: OrderStatusView): Html | null {
  if (it === null) return null;
  const { order: words } = wordsOf(context);
  const what = { Requested: words.cancelAsked, Refused: words.cancelRefused, Done: words.cancelledBy[it.by] }[
    it.status
  ];
  return html`<p>${what}${it.reason !== null && html` ${words.reason(it.reason)}`}</p>`;
}

function flowers(context: StaffContext, order: OrderStatusView): Html {
  const { locale } = context;
  const { order: words } = wordsOf(context);
  return html`<section class="panel" aria-labelledby="flowers"><h2 id="flowers">${words.flowers}</h2>
<ul class="bouquets">${order.items.map(({ menuItemId, name, quantity }) => html`<li>${flower(context, menuItemId)}<span><strong>${name[locale]}</strong><br>${words.quantity(quantity)}</span></li>`)}</ul></section>`;
}

function card(context: StaffContext, { cardMessage, cardFrom }: OrderStatusView): Html {
  const { order: words } = wordsOf(context);
  const none = cardMessage === null && cardFrom === null;
  return html`<section class="panel" aria-labelledby="card"><h2 id="card">${words.cardTitle}</h2>${none ? html`<p class="quiet">${words.noCard}</p>` : giftCard(context, cardMessage ?? '', cardFrom ?? '', '')}</section>`;
}

function delivery(context: StaffContext, { order, people }: CounterOrder): Html {
  const { order: words } = wordsOf(context);
  const { recipient } = order;
  const { customer } = people;
  return html`<section class="panel" aria-labelledby="delivery"><h2 id="delivery">${words.delivery}</h2>
<dl class="facts">
${fact(words.recipient, html`${recipient.name}<br>${callable(context, recipient.name, recipient.phone)}`)}
${fact(words.address, recipient.address)}
${recipient.note !== null && fact(words.note, recipient.note)}
${fact(words.customer, html`${customer.name}<br>${callable(context, customer.name, customer.phone)}`)}
</dl></section>`;
}

function payment(context: StaffContext, order: OrderStatusView): Html {
  const { t, locale } = context;
  const { order: words } = wordsOf(context);
  return html`<section class="panel" aria-labelledby="money"><div class="panel-title"><h2 id="money">${words.money}</h2><span>${t.order.money[order.payment.status]}</span></div>
<ul class="ordered">${order.items.map(({ name, quantity, unitPrice }) => html`<li><span>${name[locale]} × ${quantity}</span><span>${money(locale, unitPrice * quantity)}</span></li>`)}
${order.deliveryFee > 0 && html`<li><span>${words.fee}</span><span>${money(locale, order.deliveryFee)}</span></li>`}</ul>
<p class="sum sum-total"><span>${words.total}</span><span>${money(locale, order.total)}</span></p></section>`;
}

function review(context: StaffContext, { review: it }: OrderStatusView): Html | null {
  if (it.text === null) return null;
  const { order: words } = wordsOf(context);
  return html`<section class="panel" aria-labelledby="review"><h2 id="review">${words.review}</h2><p class="review-words">${it.text}</p><p><a href="/shop/reviews">${words.seeReview}</a></p></section>`;
}

function timeline(context: StaffContext, { timeline: all }: OrderStatusView): Html {
  const { order: words, status } = wordsOf(context);
  return html`<section class="panel" aria-labelledby="timeline"><h2 id="timeline">${words.timeline}</h2>
<ol class="moments">${all.map((each) => html`<li><span>${status[each.status]}</span><time datetime="${each.at}">${moment(context.locale, each.at)}</time></li>`)}</ol></section>`;
}

function notices(context: StaffContext, all: readonly NotificationView[]): Html {
  const { notices: names } = storyTexts[context.locale];
  const { order: words } = wordsOf(context);
  const list = html`<ul class="moments">${all.map(({ template, status, at, to }) => html`<li><span>${names[template as NoticeTemplate] ?? template} <span class="quiet">${to}, ${words.notice[status]}</span></span><time datetime="${at}">${moment(context.locale, at)}</time></li>`)}</ul>`;
  return html`<section class="panel" aria-labelledby="notices"><h2 id="notices">${words.notices}</h2>${all.length === 0 ? html`<p class="quiet">${words.noNotices}</p>` : list}</section>`;
}
