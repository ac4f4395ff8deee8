import { type Html, html, type Part } from '../../src/platform/runtime/html.ts';
import { button, choices, field, stepper } from '../components/controls.ts';
import { flower } from '../components/flower.ts';
import { giftCard } from '../components/gift-card.ts';
import { layout } from '../components/layout.ts';
import { badge, empty, errorSummary, type FieldFault } from '../components/messages.ts';
import type { PageContext } from '../context.ts';
import { hours, money } from '../texts/formats.ts';
import type { MenuItemView } from '../view-model.ts';

/** As much of the menu as the form shows. */
export type FormItem = Pick<MenuItemView, 'menuItemId' | 'name' | 'price' | 'soldOut'>;

/** What stands in the fields, as it was typed. */
export interface OrderFormValues {
  /** By menu item. */
  readonly quantities: ReadonlyMap<string, string>;
  readonly customerName: string;
  readonly customerPhone: string;
  /** The customer receives. */
  readonly self: boolean;
  readonly recipientName: string;
  readonly recipientPhone: string;
  readonly address: string;
  readonly note: string;
  readonly cardMessage: string;
  readonly cardFrom: string;
  readonly when: 'asap' | 'day';
  readonly deliverOn: string;
  readonly window: string;
  readonly token: string;
}

export interface OrderForm {
  readonly values: OrderFormValues;
  readonly items: readonly FormItem[];
  readonly deliveryFee: number;
  /** What the chosen flowers cost now, the fee included. */
  readonly total: number;
  /** Names this order, however often it is sent. */
  readonly key: string;
  readonly faults: readonly FieldFault[];
  /** Said above the form. */
  readonly message: Part;
  /** Days that can be chosen, both included. */
  readonly firstDay: string;
  readonly lastDay: string;
  readonly windows: readonly string[];
  /** Payments are simulated, and what they do can be chosen. */
  readonly simulated: boolean;
  /** `restore` where what was typed before may be put back; `keep` where the server has filled the fields. */
  readonly draft: 'restore' | 'keep';
}

export const MAX_CARD_MESSAGE = 200;

/** Where flowers are ordered. */
export function orderFormPage(context: PageContext, form: OrderForm): string {
  const { t } = context;
  if (form.items.length === 0) {
    const main = empty(t.storefront.empty, t.storefront.emptyMore, flower(context, ''));
    return layout(context, { name: 'order-form', title: t.form.title, main, hidden: true });
  }
  return layout(context, {
    name: 'order-form',
    title: form.faults.length > 0 ? `${t.errors.summary(form.faults.length)} · ${t.form.title}` : t.form.title,
    scripts: ['order-form'],
    hidden: true,
    main: html`<div class="column">
<div class="notice notice-careful offline" data-offline hidden role="status"><p class="notice-title">${t.form.offline}</p></div>
<h1>${t.form.heading}</h1>
${errorSummary(context, form.faults)}
${form.message}
<form class="order-form" method="post" action="/order" novalidate data-draft="${form.draft}" data-locale="${context.locale}" data-fee="${form.deliveryFee}">
<input type="hidden" name="_csrf" value="${context.csrf}">
<input type="hidden" name="key" value="${form.key}">
<input type="hidden" name="total" value="${form.total}">
<input type="hidden" name="seen" value="${seenLines(form.values.quantities)}">
${flowers(context, form)}
${customer(context, form)}
${recipient(context, form)}
${card(context, form)}
${time(context, form)}
${payment(context, form)}
${bar(context, form)}
</form>
</div>`,
  });
}

/** The lines that a total was shown for. */
export function seenLines(quantities: ReadonlyMap<string, string>): string {
  return [...quantities]
    .filter(([, quantity]) => Number(quantity) > 0)
    .map(([menuItemId, quantity]) => `${menuItemId}:${Number(quantity)}`)
    .sort()
    .join(',');
}

function flowers(context: PageContext, form: OrderForm): Html {
  const { t } = context;
  const isChosen = ({ menuItemId }: FormItem) => Number(form.values.quantities.get(menuItemId) ?? 0) !== 0;
  const chosen = form.items.filter(isChosen);
  const others = form.items.filter((item) => !isChosen(item));
  const error = errorOfField(form, 'items');
  return html`<section class="panel" id="items" tabindex="-1" aria-labelledby="items-title">
<h2 id="items-title">${t.form.flowers}</h2>
${error !== undefined && html`<p class="error" id="items-error">${error}</p>`}
<div>${chosen.map((item) => line(context, form, item))}</div>
<details class="more"${(chosen.length === 0 || error !== undefined) && html` open`}>
<summary>${t.form.moreFlowers}</summary>
<div>${others.map((item) => line(context, form, item))}</div>
</details>
</section>`;
}

function line(context: PageContext, { values }: OrderForm, item: FormItem): Html {
  const { t, locale } = context;
  const { menuItemId, price, soldOut } = item;
  const name = item.name[locale];
  const quantity = values.quantities.get(menuItemId) ?? '0';
  const control =
    soldOut && Number(quantity) === 0
      ? badge(t.storefront.soldOut)
      : stepper(context, { name: `qty.${menuItemId}`, of: name, value: quantity, price });
  return html`<div class="line${soldOut && ' line-out'}">${flower(context, menuItemId, '', true)}<div><p class="line-name">${name}</p><p class="quiet">${money(locale, price)}</p></div>${control}</div>`;
}

function customer({ t }: PageContext, form: OrderForm): Html {
  const { values } = form;
  return html`<section class="panel" aria-labelledby="customer-title">
<h2 id="customer-title">${t.form.customer}</h2>
<div class="fields-pair">
${field({ name: 'customerName', label: t.form.name, value: values.customerName, error: errorOfField(form, 'customerName'), autocomplete: 'name', required: true })}
${field({ name: 'customerPhone', label: t.form.phone, hint: t.form.phoneHint, value: values.customerPhone, error: errorOfField(form, 'customerPhone'), type: 'tel', autocomplete: 'tel', required: true })}
</div>
</section>`;
}

function recipient({ t }: PageContext, form: OrderForm): Html {
  const { values } = form;
  return html`<section class="panel" aria-labelledby="recipient-title">
<h2 id="recipient-title">${t.form.recipient}</h2>
<label class="tick"><input type="checkbox" name="self" id="self" value="yes"${values.self && html` checked`}> ${t.form.self}</label>
<div class="fields-pair recipient-own">
${field({ name: 'recipientName', label: t.form.name, value: values.recipientName, error: errorOfField(form, 'recipientName') })}
${field({ name: 'recipientPhone', label: t.form.phone, optional: t.form.optional, hint: t.form.recipientPhoneHint, value: values.recipientPhone, error: errorOfField(form, 'recipientPhone'), type: 'tel' })}
</div>
${field({ name: 'address', label: t.form.address, hint: t.form.addressHint, value: values.address, error: errorOfField(form, 'address'), lines: 2, required: true })}
${field({ name: 'note', label: t.form.note, optional: t.form.optional, hint: t.form.noteHint, value: values.note, error: errorOfField(form, 'note') })}
</section>`;
}

function card(context: PageContext, form: OrderForm): Html {
  const { t } = context;
  const { cardMessage, cardFrom } = form.values;
  const used = [...cardMessage].length;
  const count = html`<p class="count${used > MAX_CARD_MESSAGE && ' count-over'}" data-count-of="cardMessage" data-template="${t.form.count(-1, MAX_CARD_MESSAGE)}">${t.form.count(used, MAX_CARD_MESSAGE)}</p>`;
  return html`<section class="panel" aria-labelledby="card-title">
<h2 id="card-title">${t.form.card}</h2>
${field({ name: 'cardMessage', label: t.form.cardMessage, optional: t.form.optional, hint: t.form.cardHint, value: cardMessage, error: errorOfField(form, 'cardMessage'), lines: 3, maxCharacters: MAX_CARD_MESSAGE, after: count })}
${field({ name: 'cardFrom', label: t.form.cardFrom, optional: t.form.optional, hint: t.form.cardFromHint, value: cardFrom, error: errorOfField(form, 'cardFrom') })}
<h3 class="unseen">${t.form.preview}</h3>
${giftCard(context, cardMessage, cardFrom, t.form.previewEmpty)}
</section>`;
}

function time(context: PageContext, form: OrderForm): Html {
  const { t, now } = context;
  const { values, windows, firstDay, lastDay } = form;
  const when = choices(
    'when',
    html`<span class="unseen">${t.form.when}</span>`,
    [
      { value: 'asap', label: t.form.asap, hint: t.form.asapHint },
      { value: 'day', label: t.form.onDay },
    ],
    values.when,
  );
  return html`<section class="panel" aria-labelledby="when-title">
<h2 id="when-title">${t.form.when}</h2>
${when}
<div class="fields on-day">
${field({ name: 'deliverOn', label: t.form.day, type: 'date', min: firstDay, max: lastDay, value: values.deliverOn, error: errorOfField(form, 'deliverOn') })}
<div data-windows data-today="${now.day}" data-now="${now.time}">
${choices(
  'window',
  t.form.window,
  windows.map((window) => ({ value: window, label: hours(window) })),
  values.window,
  errorOfField(form, 'window'),
)}
</div>
</div>
<p class="quiet">${t.hours.zone}</p>
</section>`;
}

function payment({ t }: PageContext, form: OrderForm): Html {
  const { values, simulated } = form;
  const error = errorOfField(form, 'token');
  const control = simulated
    ? choices(
        'token',
        t.form.simulated,
        Object.entries(t.form.tokens).map(([value, label]) => ({ value, label, hint: value })),
        values.token,
        error,
      )
    : field({ name: 'token', label: t.form.token, hint: t.form.tokenHint, value: values.token, error, required: true });
  return html`<section class="panel" aria-labelledby="payment-title">
<h2 id="payment-title">${t.form.payment}</h2>
${control}
</section>`;
}

/** The total, always in sight. */
function bar({ t, locale }: PageContext, { total, deliveryFee }: OrderForm): Html {
  const fee = deliveryFee === 0 ? t.form.free : money(locale, deliveryFee);
  return html`<div class="bar">
<p class="bar-total" role="status"><span class="quiet">${t.form.total} (${t.form.fee} ${fee})</span><strong data-total>${money(locale, total)}</strong></p>
<div class="buttons">
<span data-without-script>${button(t.form.recount, { weight: 'quiet', name: 'do', value: 'recount' })}</span>
<span data-sending="${t.form.sending}">${button(t.form.submit)}</span>
</div>
</div>`;
}

function errorOfField({ faults }: OrderForm, name: string): string | undefined {
  return faults.find(({ field }) => field === name)?.text;
}
