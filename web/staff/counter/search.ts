import { type Html, html, type Part } from '../../../src/platform/runtime/html.ts';
import { button, field, linkButton } from '../../components/controls.ts';
import { emptyPart } from '../../components/messages.ts';
import { moment, money, phone, shortNumber } from '../../texts/formats.ts';
import type { FoundOrder } from '../../view-model.ts';
import type { StaffContext } from '../context.ts';
import { staffLayout } from '../frame.ts';
import { flowersOf, formSeal, statusBadge, whenWanted, wordsOf } from './parts.ts';

export interface SearchPage {
  /** What was typed; null where nothing was looked for. */
  readonly typed: string | null;
  readonly items: readonly FoundOrder[];
  readonly nextCursor: string | null;
  /** True on a page that is not the first. */
  readonly further: boolean;
  readonly message: Part;
}

/** Finds orders. What is typed goes in the body of a request: a name does not stand in an address, which others keep. */
export function searchPage(context: StaffContext, page: SearchPage): string {
  const { search } = wordsOf(context);
  return staffLayout(context, {
    name: 'orders',
    title: search.title,
    styles: ['counter'],
    scripts: ['search'],
    main: html`<h1>${search.title}</h1>
<form class="search no-print" method="post" action="/shop/orders" role="search" data-search>
${formSeal(context, null)}
${field({ name: 'q', label: search.label, hint: search.hint, value: page.typed ?? '', required: true })}
<div>${button(search.submit)}</div>
</form>
${page.message}
<div data-results>${results(context, page)}</div>`,
  });
}

function results(context: StaffContext, page: SearchPage): Html {
  const { search } = wordsOf(context);
  const { typed, items, nextCursor } = page;
  if (items.length === 0 && !page.further) {
    return typed === null
      ? emptyPart(search.noOrders, search.noOrdersMore)
      : html`<div role="status">${emptyPart(search.none, search.noneMore)}</div>`;
  }
  const { table } = search;
  return html`<div class="staff-title"><h2 id="found" tabindex="-1">${typed === null ? search.newest : search.found(typed)}</h2><p class="quiet" role="status">${typed !== null && search.count(items.length, nextCursor !== null)}</p></div>
<div class="sheet-wide"><table class="sheet sheet-cards">
<thead><tr><th scope="col">${table.people}</th><th scope="col">${table.when}</th><th scope="col">${table.flowers}</th><th scope="col">${table.status}</th></tr></thead>
<tbody>${items.map((each) => row(context, each))}</tbody>
</table></div>
${further(context, page)}`;
}

function row(context: StaffContext, { order, customer }: SearchPage['items'][number]): Html {
  const { search, orderNumber } = wordsOf(context);
  const { recipient } = order;
  return html`<tr>
<td><a class="row-link" href="/shop/orders/${order.orderId}">${customer.name}</a><br><span class="quiet">${phone(customer.phone)}</span>${recipient.name !== customer.name && html`<br><span class="quiet">${search.forWhom(recipient.name)}</span>`}</td>
<td data-label="${search.table.when}">${whenWanted(context, order)}<br><span class="quiet"><time datetime="${order.placedAt}">${moment(context.locale, order.placedAt)}</time></span></td>
<td data-label="${search.table.flowers}">${flowersOf(context, order.items)}<br><span class="quiet">${money(context.locale, order.total)}</span></td>
<td data-label="${search.table.status}">${statusBadge(context, order.status)}<br><span class="quiet">${orderNumber(shortNumber(order.orderId))}</span></td>
</tr>`;
}

function further(context: StaffContext, { typed, nextCursor, further: isFurther }: SearchPage): Html | null {
  const { search } = wordsOf(context);
  if (nextCursor === null && !isFurther) return null;
  if (typed === null) {
    return html`<nav class="buttons no-print" aria-label="${search.newest}">${isFurther && linkButton('/shop/orders', search.back, 'quiet')}${nextCursor !== null && linkButton(`/shop/orders?cursor=${nextCursor}`, search.more, 'plain')}</nav>`;
  }
  const again = (cursor: string | null, label: string, weight: 'plain' | 'quiet') =>
    html`<form method="post" action="/shop/orders" data-search>${formSeal(context, null)}<input type="hidden" name="q" value="${typed}">${cursor !== null && html`<input type="hidden" name="cursor" value="${cursor}">`}${button(label, { weight })}</form>`;
  return html`<div class="buttons no-print">${isFurther && again(null, search.back, 'quiet')}${nextCursor !== null && again(nextCursor, search.more, 'plain')}</div>`;
}
