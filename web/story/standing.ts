import type { Locale } from '../../src/domain/order/index.ts';
import { type Html, html, type Part } from '../../src/platform/runtime/html.ts';
import { day, hours, money } from '../texts/formats.ts';
import { type StoryTexts, storyTexts } from '../texts/story/texts.ts';
import type { OrderStatusView } from '../view-model.ts';

/** How an order stood after one of its events, and before it. */
export interface Standing {
  /** Null before it was placed; `unknown` where something can't be read. */
  readonly order: OrderStatusView | null | 'unknown';
  readonly before: OrderStatusView | null;
}

/** An order as it stood: what the chosen event has changed is marked. */
export function standing(locale: Locale, { order, before }: Standing): Html {
  const t = storyTexts[locale];
  if (order === 'unknown') return html`<p>${t.standing.unknown}</p>`;
  if (order === null) return html`<p>${t.standing.notYet}</p>`;
  const was = before === null ? null : factsOf(locale, t, before);
  return html`<dl class="standing">${factsOf(locale, t, order).map(([name, value], index) => {
    const isNew = was !== null && was[index]?.[1] !== value;
    return html`<div><dt>${name}</dt><dd>${isNew ? html`<mark>${value}<span class="unseen"> (${t.standing.changed})</span></mark>` : value}</dd></div>`;
  })}</dl>`;
}

function factsOf(locale: Locale, t: StoryTexts, order: OrderStatusView): readonly (readonly [string, string])[] {
  const { standing: words } = t;
  const { cancellation, deliverOn, window } = order;
  return [
    [words.status, t.status[order.status]],
    [words.money, t.money[order.payment.status]],
    [words.delivery, t.delivery[order.delivery.status]],
    [words.review, t.review[order.review.status]],
    [
      words.cancellation,
      cancellation === null ? words.none : `${t.cancellation[cancellation.status]} · ${t.by[cancellation.by]}`,
    ],
    [words.items, order.items.map(({ name, quantity }) => `${name[locale]} × ${quantity}`).join(', ')],
    [words.total, money(locale, order.total)],
    [words.when, deliverOn === null ? words.asap : `${day(locale, deliverOn)} ${hours(window ?? '')}`],
  ];
}

export interface Moment {
  /** The chosen event's number, from 1. */
  readonly chosen: number;
  /** How many events there are. */
  readonly count: number;
  /** The page's own address. */
  readonly href: string;
}

/** Chooses the moment at which an order is looked at: by a slider, or step by step. */
export function momentChoice(locale: Locale, { chosen, count, href }: Moment): Html {
  const { standing: t } = storyTexts[locale];
  const link = (id: string, number: number, label: string, sign: string): Part =>
    number >= 1 && number <= count && number !== chosen
      ? html`<a class="button button-quiet" id="moment-${id}" href="${number === count ? href : `${href}?event=${number}`}" aria-label="${label}"><span aria-hidden="true">${sign}</span></a>`
      : html`<span class="button button-quiet moment-off" aria-hidden="true">${sign}</span>`;
  return html`<form class="moment" method="get" action="${href}">
<label for="moment">${t.pick}</label>
<input id="moment" type="range" name="event" min="1" max="${count}" value="${chosen}" data-moment>
<button class="button button-plain" type="submit" data-without-script>${t.show}</button>
</form>
<nav class="moment-steps" data-live="moment" aria-label="${t.pick}">${link('first', 1, t.first, '«')}${link('before', chosen - 1, t.before, '←')}<span class="moment-place" role="status">${t.step(chosen, count)}</span>${link('after', chosen + 1, t.after, '→')}${link('last', count, t.last, '»')}</nav>`;
}
