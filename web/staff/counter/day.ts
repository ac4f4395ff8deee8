import type { OPEN_DELIVERY_STATUSES } from '../../../src/domain/delivery/index.ts';
import { type Html, html, type Part } from '../../../src/platform/runtime/html.ts';
import { button, field } from '../../components/controls.ts';
import { badge, emptyPart, type Tone } from '../../components/messages.ts';
import { day as dayWritten, hours, shortNumber } from '../../texts/formats.ts';
import type { DayDeliveries, DeliveryBoardView } from '../../view-model.ts';
import type { StaffContext } from '../context.ts';
import { staffLayout } from '../frame.ts';
import { callable, flowersOf, wordsOf } from './parts.ts';

export interface DayPage extends DayDeliveries {
  /** As `2026-12-24`. */
  readonly day: string;
  readonly message: Part;
}

type Shown = (typeof OPEN_DELIVERY_STATUSES)[number] | 'Completed';
type Group = readonly [title: string, items: readonly DeliveryBoardView[]];

const TONES: Readonly<Record<Shown, Tone>> = {
  Requested: 'careful',
  Accepted: 'calm',
  Started: 'calm',
  Failed: 'bad',
  Completed: 'good',
};

/** What has to be brought on a day, by window: for the driver, on paper too. */
export function dayPage(context: StaffContext, page: DayPage): string {
  const { day: words } = wordsOf(context);
  const { items, day } = page;
  const done = items.filter(({ status }) => status === 'Completed').length;
  const title = day === context.now.day ? words.today : words.of(dayWritten(context.locale, day));
  return staffLayout(context, {
    name: 'day',
    title: words.title,
    styles: ['counter'],
    scripts: ['print'],
    main: html`<div class="staff-title"><h1>${title}</h1><p class="quiet">${dayWritten(context.locale, day)} · ${words.count(items.length - done, done)}</p></div>
<div class="no-print day-tools"><form class="day-choice" method="get" action="/shop/day">${field({ name: 'day', label: words.choose, type: 'date', value: day, required: true })}${button(words.show, { weight: 'plain' })}</form>
<button class="button button-strong" type="button" data-print hidden>${wordsOf(context).print}</button></div>
${page.message}
${items.length === 0 && emptyPart(words.none, words.noneMore)}
${groupsOf(context, page).map((group) => section(context, group))}
${page.more && html`<p class="quiet">${words.more}</p>`}`,
  });
}

/** What is left from before, what is wanted soon, the windows of the day; and last what is done. */
function groupsOf(context: StaffContext, { items, day }: DayPage): Group[] {
  const { day: words } = wordsOf(context);
  const open = items.filter(({ status }) => status !== 'Completed');
  const today = open.filter(({ deliverOn }) => deliverOn === day);
  const windows = [...new Set(today.map(({ window }) => window))];
  const groups: Group[] = [
    [words.before, open.filter(({ deliverOn }) => deliverOn !== null && deliverOn !== day)],
    [words.asap, open.filter(({ deliverOn }) => deliverOn === null)],
    ...windows.map((window): Group => [hours(window ?? ''), today.filter((each) => each.window === window)]),
    [words.status.Completed, items.filter(({ status }) => status === 'Completed')],
  ];
  return groups.filter(([, all]) => all.length > 0);
}

function section(context: StaffContext, [title, items]: Group): Html {
  return html`<section class="round"><h2>${title} <span class="quiet">${items.length}</span></h2><ol class="stops">${items.map((item) => stop(context, item))}</ol></section>`;
}

function stop(context: StaffContext, item: DeliveryBoardView): Html {
  const { day: words, orderNumber } = wordsOf(context);
  const { recipient, customer } = item;
  const status = item.status as Shown;
  return html`<li class="stop${status === 'Completed' && ' stop-done'}">
<span class="box print-only" role="img" aria-label="${words.brought}"></span>
<div class="stop-where"><p class="stop-address">${recipient.address}</p>
<p class="stop-note${recipient.note === null && ' quiet'}">${recipient.note === null ? words.noNote : html`<strong>${words.note}</strong> ${recipient.note}`}</p></div>
<div class="stop-who"><p><strong>${recipient.name}</strong> ${callable(context, recipient.name, recipient.phone)}</p>
${customer.phone !== recipient.phone && html`<p class="quiet">${customer.name} ${callable(context, customer.name, customer.phone)}</p>`}</div>
<div class="stop-what"><p>${flowersOf(context, item.items)}</p><p class="stop-state">${badge(words.status[status], TONES[status])} <a href="/shop/orders/${item.orderId}">${orderNumber(shortNumber(item.orderId))}</a></p></div>
</li>`;
}
