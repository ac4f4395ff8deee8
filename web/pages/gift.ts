import { type Html, html } from '../../src/platform/runtime/html.ts';
import { flower } from '../components/flower.ts';
import { giftCard } from '../components/gift-card.ts';
import { layout } from '../components/layout.ts';
import { steps } from '../components/steps.ts';
import type { PageContext } from '../context.ts';
import { day, hours } from '../texts/formats.ts';
import type { OrderStatusView } from '../view-model.ts';
import { giftStageOf, giftStepsOf } from './order-steps.ts';

/** As much of an order as its recipient may see: no sum, no phone, no address, no way to change anything. */
export type Gift = Pick<OrderStatusView, 'status' | 'cardMessage' | 'cardFrom' | 'deliverOn' | 'window'> & {
  readonly items: readonly Pick<OrderStatusView['items'][number], 'menuItemId' | 'name' | 'quantity'>[];
};

/** What the recipient sees of an order. */
export function giftPage(context: PageContext, gift: Gift): string {
  const { t, locale } = context;
  const stage = giftStageOf(gift.status);
  const way = giftStepsOf(t, stage);
  const { cardMessage, cardFrom, deliverOn, window } = gift;
  return layout(context, {
    name: 'gift',
    title: t.gift.title,
    hidden: true,
    scripts: ['gift'],
    main: html`<div class="column">
<section class="gift-head">
${flower(context, gift.items[0]?.menuItemId ?? '')}
<h1>${cardFrom === null ? t.gift.headingAnonymous : t.gift.heading(cardFrom)}</h1>
<p class="lead" data-live="stage" role="status">${t.gift.status[stage]}</p>
</section>
${cardMessage === null ? html`<p class="quiet">${t.gift.noCard}</p>` : giftCard(context, cardMessage, cardFrom ?? '', '')}
<div data-live="steps">${way.length > 0 && html`<section class="panel">${steps(context, t.order.steps, way)}</section>`}</div>
<section class="panel" aria-labelledby="flowers-title">
<h2 id="flowers-title">${t.gift.flowers}</h2>
<ul class="ordered">${gift.items.map(({ name, quantity }): Html => html`<li><span>${name[locale]}</span><span>× ${quantity}</span></li>`)}</ul>
${deliverOn !== null && html`<p><span class="quiet">${t.gift.when}</span><br>${day(locale, deliverOn)} ${hours(window ?? '')}</p>`}
</section>
</div>`,
  });
}
