import { type Html, html, type Part } from '../../src/platform/runtime/html.ts';
import { button, field, linkButton } from '../components/controls.ts';
import { flower } from '../components/flower.ts';
import { giftCard } from '../components/gift-card.ts';
import { layout } from '../components/layout.ts';
import { errorSummary, type FieldFault } from '../components/messages.ts';
import { starChoice, starsGiven } from '../components/stars.ts';
import { steps } from '../components/steps.ts';
import type { PageContext } from '../context.ts';
import { day, hours, moment, money } from '../texts/formats.ts';
import type { OrderStatusView } from '../view-model.ts';
import { stepsOf } from './order-steps.ts';

export interface OrderPage {
  readonly order: OrderStatusView;
  /** The secret of this page's address. */
  readonly trackingToken: string;
  readonly giftUrl: string;
  /** By when the florist answers at the latest, in milliseconds since 1970; null when nobody waits for that. */
  readonly answerBy: number | null;
  /** Why the flowers could not be handed over; null when nothing is known of that. */
  readonly failedBecause: string | null;
  readonly review: { readonly rating: string; readonly text: string };
  readonly reason: string;
  readonly faults: readonly FieldFault[];
  /** Said above everything. */
  readonly message: Part;
  /** Name this cancellation and this review, however often they are sent. */
  readonly keys: { readonly cancel: string; readonly review: string };
}

/** Where the customer follows an order. */
export function orderPage(context: PageContext, page: OrderPage): string {
  const { t } = context;
  const { order } = page;
  return layout(context, {
    name: 'order',
    title: `${t.order.status[order.status]} · ${t.order.title}`,
    hidden: true,
    scripts: ['order'],
    main: html`<div class="column" data-order="${order.orderId}" data-ended="${isEnded(order) ? 'yes' : 'no'}">
<div class="notice notice-careful offline" data-offline hidden role="status"><p class="notice-title">${t.order.offline}</p></div>
${errorSummary(context, page.faults)}
${page.message}
<div data-live="status">${status(context, order)}</div>
<div data-live="next">${next(context, page)}</div>
<div data-live="failed">${failed(context, page)}</div>
<section class="panel" aria-labelledby="steps-title">
<h2 id="steps-title" class="unseen">${t.order.steps}</h2>
<div data-live="steps">${steps(context, t.order.steps, stepsOf(t, order))}</div>
<p class="quiet no-print" data-with-script hidden>${t.order.live}</p>
</section>
<div data-live="review">${review(context, page)}</div>
${details(context, order)}
${card(context, order)}
${gift(context, page)}
<div data-live="cancel">${cancel(context, page)}</div>
<p class="unseen" role="status" data-announce data-template="${t.order.statusNow('%')}"></p>
</div>`,
  });
}

/** Nothing more will come. */
function isEnded({ status, payment, review }: OrderStatusView): boolean {
  if (status === 'PaymentFailed') return true;
  if (status === 'Cancelled') return ['Voided', 'Failed', 'Refunded'].includes(payment.status);
  return status === 'Delivered' && review.reply !== null;
}

function status(context: PageContext, order: OrderStatusView): Html {
  const { t } = context;
  const bad = ['PaymentFailed', 'DeliveryFailed', 'Cancelled'].includes(order.status);
  return html`<section class="status${bad && ' status-bad'}">
${flower(context, order.items[0]?.menuItemId ?? '')}
<div><p class="quiet">${t.order.number(order.orderId.slice(-8))}</p>
<h1 data-status="${order.status}">${t.order.status[order.status]}</h1></div>
</section>`;
}

function next(context: PageContext, page: OrderPage): Html | null {
  const text = whatComesNext(context, page);
  return text === null ? null : html`<section class="next"><h2>${context.t.order.nextTitle}</h2>${text}</section>`;
}

function whatComesNext(context: PageContext, { order, answerBy, failedBecause }: OrderPage): Part {
  const { t, locale } = context;
  const { next } = t.order;
  const window = order.deliverOn === null ? null : when(context, order);
  switch (order.status) {
    case 'AwaitingPayment':
      return html`<p>${next.AwaitingPayment}</p>`;
    case 'Paid':
      return html`<p>${answerBy === null ? next.PreparingSoon : next.Paid(moment(locale, answerBy))}</p>${tooLate(context, order)}`;
    case 'Preparing':
      return html`<p>${window === null ? next.PreparingSoon : next.PreparingAt(window)}</p>${tooLate(context, order)}`;
    case 'OutForDelivery':
      return html`<p>${window === null ? next.OutForDeliverySoon : next.OutForDeliveryAt(window)}</p>${tooLate(context, order)}`;
    case 'Delivered':
      return order.review.status === 'NotRequested' || order.review.rating !== null
        ? html`<p>${next.DeliveredReviewed}</p>`
        : html`<p>${next.Delivered}</p>`;
    case 'DeliveryFailed':
      return html`${failedBecause !== null && html`<p>${t.order.reason(failedBecause)}</p>`}<p>${next.DeliveryFailed}</p>`;
    case 'PaymentFailed':
      return html`<p>${next.PaymentFailed}</p>`;
    case 'Cancelling':
      return html`<p>${next.Cancelling}</p><p>${moneyBack(context, order)}</p>`;
    case 'Cancelled':
      return cancelled(context, order);
    default:
      return order.status satisfies never;
  }
}

/** A cancellation that lost the race is told of as long as nothing newer is. */
function tooLate({ t }: PageContext, { cancellation }: OrderStatusView): Html | null {
  return cancellation?.status === 'Refused' ? html`<p><strong>${t.order.tooLate}</strong></p>` : null;
}

/** By whom it was cancelled, why, and what becomes of the money. */
function cancelled(context: PageContext, order: OrderStatusView): Html {
  const { t } = context;
  const { cancellation } = order;
  return html`${cancellation !== null && html`<p>${t.order.by[cancellation.by]}</p>${cancellation.reason !== null && html`<p>${t.order.reason(cancellation.reason)}</p>`}`}<p>${moneyBack(context, order)}</p>`;
}

function moneyBack({ t, locale }: PageContext, { payment, total }: OrderStatusView): string {
  const text = t.order.back[payment.status];
  return typeof text === 'string' ? text : text(money(locale, total));
}

/** An order that ended without flowers can be had again. */
function failed({ t }: PageContext, { order, trackingToken }: OrderPage): Html | null {
  if (order.status !== 'PaymentFailed' && order.status !== 'Cancelled') return null;
  return html`<div class="buttons no-print">${linkButton(`/o/${trackingToken}/again`, t.order.again)}${linkButton('/', t.order.home, 'plain')}</div>`;
}

function details(context: PageContext, order: OrderStatusView): Html {
  const { t, locale } = context;
  const { recipient } = order;
  return html`<section class="panel" aria-labelledby="details-title">
<h2 id="details-title">${t.order.details}</h2>
<ul class="ordered">${order.items.map(({ name, quantity, unitPrice }) => html`<li><span>${name[locale]} × ${quantity}</span><span>${money(locale, unitPrice * quantity)}</span></li>`)}
${order.deliveryFee > 0 && html`<li><span>${t.form.fee}</span><span>${money(locale, order.deliveryFee)}</span></li>`}</ul>
<p class="sum sum-total"><span>${t.form.total}</span><span>${money(locale, order.total)}</span></p>
<dl class="facts">
<div data-live="payment"><dt>${t.order.payment}</dt><dd>${t.order.money[order.payment.status]}</dd></div>
<div><dt>${t.order.when}</dt><dd>${order.deliverOn === null ? t.order.asap : when(context, order)}</dd></div>
<div><dt>${t.order.recipient}</dt><dd>${recipient.name}</dd></div>
<div><dt>${t.order.address}</dt><dd>${recipient.address}</dd></div>
${recipient.note !== null && html`<div><dt>${t.order.note}</dt><dd>${recipient.note}</dd></div>`}
<div><dt>${t.order.placedAt}</dt><dd><time datetime="${order.placedAt}">${moment(locale, order.placedAt)}</time></dd></div>
</dl>
</section>`;
}

function when({ locale }: PageContext, { deliverOn, window }: OrderStatusView): string {
  return deliverOn === null ? '' : `${day(locale, deliverOn)} ${hours(window ?? '')}`;
}

function card(context: PageContext, { cardMessage, cardFrom }: OrderStatusView): Html | null {
  if (cardMessage === null && cardFrom === null) return null;
  const { t } = context;
  return html`<section aria-labelledby="card-title"><h2 id="card-title" class="unseen">${t.order.card}</h2>${giftCard(context, cardMessage ?? '', cardFrom ?? '', '')}</section>`;
}

function gift({ t }: PageContext, { giftUrl }: OrderPage): Html {
  return html`<section class="panel no-print" aria-labelledby="gift-title">
<h2 id="gift-title">${t.order.giftTitle}</h2>
<p>${t.order.giftLead}</p>
<div class="gift-link">${linkButton(giftUrl, t.order.giftOpen, 'plain')}<button class="button button-quiet" type="button" data-copy="${giftUrl}" data-copied="${t.order.giftCopied}" hidden>${t.order.giftCopy}</button></div>
<p class="quiet">${t.order.keep}</p>
</section>`;
}

function cancel(context: PageContext, page: OrderPage): Html | null {
  const { t, locale, csrf } = context;
  const { order, trackingToken } = page;
  const answer = cancellable(order);
  if (answer === null) return null;
  if (!answer) return html`<p class="quiet">${t.order.cannot.started}</p>`;
  const outcome =
    order.payment.status === 'Paid' ? t.order.cancelPaid(money(locale, order.total)) : t.order.cancelUnpaid;
  const error = page.faults.find(({ field: name }) => name === 'reason')?.text;
  return html`<details class="more panel no-print" id="cancel"${error !== undefined && html` open`}>
<summary>${t.order.cancelOpen}</summary>
<form class="fields" method="post" action="/o/${trackingToken}/cancel" aria-label="${t.order.cancelTitle}">
<input type="hidden" name="_csrf" value="${csrf}"><input type="hidden" name="key" value="${page.keys.cancel}">
<p><strong>${outcome}</strong></p>
${field({ name: 'reason', label: t.order.cancelReason, optional: t.form.optional, value: page.reason, error })}
<div>${button(t.order.cancelSubmit, { weight: 'danger' })}</div>
</form>
</details>`;
}

/** True: it can be cancelled. False: the flowers have left. Null: it has ended, or is being cancelled. */
function cancellable({ status }: OrderStatusView): boolean | null {
  if (status === 'AwaitingPayment' || status === 'Paid' || status === 'Preparing') return true;
  return status === 'OutForDelivery' || status === 'DeliveryFailed' ? false : null;
}

function review(context: PageContext, page: OrderPage): Html | null {
  const { t, csrf } = context;
  const { order, trackingToken } = page;
  const { status, rating, text, reply } = order.review;
  if (status === 'NotRequested') return null;
  if (rating !== null) {
    return html`<section class="panel review" aria-labelledby="review-title">
<h2 id="review-title">${t.order.yourReview}</h2>
<p>${starsGiven(context, rating)}</p>
<p class="review-words">${text ?? ''}</p>
${reply !== null && html`<div class="reply"><h3>${t.order.reply}</h3>${reply}</div>`}
</section>`;
  }
  const errorOf = (name: string) => page.faults.find(({ field: each }) => each === name)?.text;
  return html`<section class="panel no-print" aria-labelledby="review-title">
<h2 id="review-title">${t.order.reviewAsk}</h2>
<form class="fields" method="post" action="/o/${trackingToken}/review" novalidate>
<input type="hidden" name="_csrf" value="${csrf}"><input type="hidden" name="key" value="${page.keys.review}">
${starChoice(context, page.review.rating, errorOf('rating'))}
${field({ name: 'text', label: t.order.reviewText, value: page.review.text, error: errorOf('text'), lines: 4, required: true })}
<div>${button(t.order.reviewSubmit)}</div>
</form>
</section>`;
}
