import { type Html, html } from '../../../src/platform/runtime/html.ts';
import { linkButton } from '../../components/controls.ts';
import { flower } from '../../components/flower.ts';
import { emptyPart } from '../../components/messages.ts';
import { shortNumber } from '../../texts/formats.ts';
import type { OrderStatusView } from '../../view-model.ts';
import type { StaffContext } from '../context.ts';
import { staffLayout } from '../frame.ts';
import { whenWanted, wordsOf } from './parts.ts';

/** What the bench needs on paper: what to make, for when, and what to mind. No price. */
export function worksheetPage(context: StaffContext, order: OrderStatusView): string {
  const { sheet, orderNumber } = wordsOf(context);
  const { locale } = context;
  const { recipient, cardMessage, cardFrom } = order;
  return staffLayout(context, {
    name: 'worksheet',
    title: sheet.title,
    styles: ['counter'],
    scripts: ['print'],
    main: html`${printBar(context, order)}
<article class="worksheet">
<header class="worksheet-head"><div><h1>${sheet.title}</h1><p>${orderNumber(shortNumber(order.orderId))}</p></div>
<p class="worksheet-when"><span>${sheet.when}</span><strong>${whenWanted(context, order)}</strong></p></header>
<section aria-labelledby="make"><h2 id="make">${sheet.make}</h2>
<ul class="worksheet-items">${order.items.map(({ menuItemId, name, quantity }) => html`<li>${flower(context, menuItemId)}<strong class="worksheet-count">${quantity} ×</strong><strong>${name[locale]}</strong></li>`)}</ul></section>
<section class="worksheet-card" aria-labelledby="card"><h2 id="card">${sheet.card}</h2>${cardMessage === null && cardFrom === null ? html`<p>${sheet.noCard}</p>` : html`<p class="worksheet-words">${cardMessage ?? ''}</p>${cardFrom !== null && html`<p>${sheet.from}: ${cardFrom}</p>`}`}</section>
<dl class="facts">
<div><dt>${sheet.to}</dt><dd>${recipient.name}</dd></div>
${recipient.note !== null && html`<div><dt>${sheet.note}</dt><dd>${recipient.note}</dd></div>`}
</dl>
<ul class="worksheet-checks">${sheet.checks.map((check) => html`<li><span class="box" aria-hidden="true"></span>${check}</li>`)}</ul>
</article>`,
  });
}

/** How large words can be set so that the card holds them, in code points and lines. */
const SIZES = [
  ['short', 40, 3],
  ['middle', 100, 6],
  ['long', 200, 10],
] as const;

/** The card that goes with the flowers, as it is printed: A5, the customer's words, no price. */
export function cardSheetPage(context: StaffContext, order: OrderStatusView): string {
  const { card } = wordsOf(context);
  const { cardMessage, cardFrom } = order;
  const has = cardMessage !== null || cardFrom !== null;
  return staffLayout(context, {
    name: 'card',
    title: card.title,
    styles: ['counter', 'card'],
    paper: 'card-paper',
    scripts: ['print'],
    main: has
      ? html`<div class="no-print stack"><h1>${card.title}</h1><p>${card.lead}</p></div>${printBar(context, order)}${sheet(context, order)}`
      : html`<h1>${card.title}</h1>${emptyPart(card.none, card.noneMore)}${printBar(context, order)}`,
  });
}

function sheet(context: StaffContext, { items, recipient, cardMessage, cardFrom }: OrderStatusView): Html {
  const { t, asset } = context;
  const words = cardMessage ?? '';
  const picture = items[0]?.menuItemId ?? '';
  return html`<article class="card-sheet card-sheet-${sizeOf(words)}" aria-label="${wordsOf(context).card.label(recipient.name)}">
<div class="card-flowers">${flower(context, picture)}</div>
<div class="card-text"><p class="card-message">${words}</p>${cardFrom !== null && html`<p class="card-from">${t.gift.from(cardFrom)}</p>`}<p class="card-shop" aria-hidden="true"><img src="${asset('mark.svg')}" alt="" width="18" height="18"><span lang="ko">꽃길</span></p></div>
</article>`;
}

function sizeOf(words: string): string {
  const [length, lines] = [[...words].length, words.split('\n').length];
  return SIZES.find(([, most, mostLines]) => length <= most && lines <= mostLines)?.[0] ?? 'full';
}

function printBar(context: StaffContext, { orderId }: OrderStatusView): Html {
  const { print, order } = wordsOf(context);
  return html`<div class="buttons no-print"><button class="button button-strong" type="button" data-print hidden>${print}</button>${linkButton(`/shop/orders/${orderId}`, order.title, 'plain')}</div>`;
}
