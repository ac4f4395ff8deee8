import { pictureOf } from '../../src/domain/menu/index.ts';
import { type Html, html } from '../../src/platform/runtime/html.ts';
import { drawing } from '../components/flower.ts';
import { layout } from '../components/layout.ts';
import { badge, empty } from '../components/messages.ts';
import type { PageContext } from '../context.ts';
import { isOpenAt } from '../shop-hours.ts';
import { hours, money } from '../texts/formats.ts';
import type { MenuItemView } from '../view-model.ts';

export interface Storefront {
  readonly items: readonly MenuItemView[];
  readonly deliveryFee: number;
  /** The windows of today that have not begun. */
  readonly windowsToday: readonly string[];
}

/** So many pictures are seen at once; the others wait until somebody scrolls to them. */
const AT_ONCE = 4;

/** The shop window. */
export function storefrontPage(context: PageContext, storefront: Storefront): string {
  const { t } = context;
  return layout(context, {
    name: 'storefront',
    title: t.storefront.title,
    main: html`${hero(context, storefront)}${window(context, storefront)}${promises(context)}`,
  });
}

function hero(context: PageContext, { windowsToday, deliveryFee }: Storefront): Html {
  const { t, locale, now, asset } = context;
  const open = isOpenAt(context.hours, now.time);
  return html`<section class="hero">
<div class="hero-words">
<h1>${t.storefront.heading}</h1>
<p class="lead">${t.storefront.lead}</p>
<p class="hero-state"><span class="dot dot-${open ? 'open' : 'closed'}" aria-hidden="true"></span>${open ? t.hours.open : t.hours.closed}</p>
<div class="today">
<h2>${t.storefront.today}</h2>
${
  windowsToday.length === 0
    ? html`<p>${t.storefront.noneToday}</p>`
    : html`<ul class="chips">${windowsToday.map((one) => html`<li>${hours(one)}</li>`)}</ul>`
}
<p class="quiet">${deliveryFee === 0 ? t.storefront.free : t.storefront.fee(money(locale, deliveryFee))}</p>
</div>
</div>
<picture class="hero-picture"><source media="(prefers-color-scheme: dark)" srcset="${asset('flowers/hero-dark.svg')}"><img src="${asset('flowers/hero.svg')}" alt="" width="640" height="560"></picture>
</section>`;
}

function window(context: PageContext, { items }: Storefront): Html {
  const { t } = context;
  if (items.length === 0) return empty(t.storefront.empty, t.storefront.emptyMore);
  return html`<section class="window" aria-labelledby="menu">
<h2 id="menu">${t.storefront.menu}</h2>
<ul class="cards">${items.map((item, place) => card(context, item, place >= AT_ONCE))}</ul>
</section>`;
}

function card(context: PageContext, item: MenuItemView, lazy: boolean): Html {
  const { t, locale } = context;
  const { menuItemId, soldOut } = item;
  const name = item.name[locale];
  const title = soldOut
    ? name
    : html`<a href="/order?item=${encodeURIComponent(menuItemId)}" class="card-link">${name}</a>`;
  return html`<li class="card${soldOut && ' card-out'}">
<div class="card-picture">${drawing(context, pictureOf(menuItemId, item.picture), '', lazy)}${soldOut && badge(t.storefront.soldOut, 'careful')}</div>
<div class="card-words">
<h3>${title}</h3>
<p>${item.description[locale]}</p>
<p class="price">${money(locale, item.price)}</p>
</div>
</li>`;
}

function promises({ t }: PageContext): Html {
  return html`<section class="promises">${t.storefront.promises.map(([title, more]) => html`<div><h2>${title}</h2><p>${more}</p></div>`)}</section>`;
}
