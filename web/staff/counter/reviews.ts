import { type Html, html, type Part } from '../../../src/platform/runtime/html.ts';
import { button, field, linkButton } from '../../components/controls.ts';
import { badge, emptyPart } from '../../components/messages.ts';
import { starsGiven } from '../../components/stars.ts';
import { moment, shortNumber } from '../../texts/formats.ts';
import type { ReviewView } from '../../view-model.ts';
import type { StaffContext } from '../context.ts';
import { staffLayout } from '../frame.ts';
import { formSeal, wordsOf } from './parts.ts';

/** Which reviews are shown. */
export type ReviewFilter = 'all' | 'open' | 'answered';
const FILTERS = ['all', 'open', 'answered'] as const satisfies readonly ReviewFilter[];

export interface ReviewsPage {
  readonly filter: ReviewFilter;
  readonly items: readonly ReviewView[];
  readonly nextCursor: string | null;
  /** A key for each form. */
  readonly newKey: () => string;
  readonly message: Part;
  /** An answer that could not be taken, and what had been typed. */
  readonly refused: { readonly orderId: string; readonly text: string; readonly error: string } | null;
}

/** What customers thought, and what the shop answers. What waits for an answer comes first. */
export function reviewsPage(context: StaffContext, page: ReviewsPage): string {
  const { reviews: words } = wordsOf(context);
  const { filter, items, nextCursor } = page;
  return staffLayout(context, {
    name: 'reviews',
    title: words.title,
    styles: ['counter'],
    main: html`<h1>${words.title}</h1>
<nav class="tabs no-print" aria-label="${words.filter}">${FILTERS.map((each) => html`<a href="${addressOf(each)}"${each === filter && html` aria-current="page"`}>${words.filters[each]}</a>`)}</nav>
${page.message}
${items.length === 0 ? emptyPart(words.none[filter], words.noneMore) : html`<div class="review-list">${items.map((item) => review(context, page, item))}</div>`}
${nextCursor !== null && html`<div class="no-print">${linkButton(addressOf(filter, nextCursor), words.more, 'plain')}</div>`}`,
  });
}

function addressOf(filter: ReviewFilter, cursor?: string): string {
  const query = new URLSearchParams({ ...(filter !== 'all' && { show: filter }), ...(cursor && { cursor }) });
  return query.size === 0 ? '/shop/reviews' : `/shop/reviews?${query}`;
}

function review(context: StaffContext, page: ReviewsPage, item: ReviewView): Html {
  const { reviews: words, orderNumber } = wordsOf(context);
  const { orderId, rating, text, reply, writtenAt, status } = item;
  return html`<article class="panel" id="review-${orderId}" aria-label="${orderNumber(shortNumber(orderId))}">
<div class="panel-title">${rating !== null && starsGiven(context, rating)}<span class="quiet"><a href="/shop/orders/${orderId}">${orderNumber(shortNumber(orderId))}</a>${writtenAt !== null && html` <time datetime="${writtenAt}">${moment(context.locale, writtenAt)}</time>`}</span></div>
<p class="review-words">${text ?? ''}</p>
${reply === null ? answer(context, page, item) : html`<div class="reply"><h2>${words.yours}</h2>${reply}</div>`}
${reply === null && (status === 'Checked' ? html`<p>${badge(words.checked)}</p>` : check(context, page, item))}
</article>`;
}

function answer(context: StaffContext, { refused, newKey }: ReviewsPage, { orderId }: ReviewView): Html {
  const { reviews: words } = wordsOf(context);
  const failed = refused?.orderId === orderId ? refused : null;
  const entry = {
    name: 'text',
    id: `answer-${orderId}`,
    label: words.answer,
    hint: words.answerHint,
    value: failed?.text ?? '',
    lines: 3,
    required: true,
  };
  return html`<details class="more no-print"${failed !== null && html` open`}><summary>${words.answer}</summary>
<form class="fields" method="post" action="/shop/reviews/${orderId}/reply">${formSeal(context, newKey())}
${field(failed === null ? entry : { ...entry, error: failed.error })}
<div>${button(words.submit)}</div></form></details>`;
}

function check(context: StaffContext, { newKey }: ReviewsPage, { orderId }: ReviewView): Html {
  return html`<form class="no-print" method="post" action="/shop/reviews/${orderId}/check">${formSeal(context, newKey())}${button(wordsOf(context).reviews.check, { weight: 'quiet' })}</form>`;
}
