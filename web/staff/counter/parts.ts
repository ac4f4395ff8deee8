import { type Html, html, type Part } from '../../../src/platform/runtime/html.ts';
import { badge, type Tone } from '../../components/messages.ts';
import { day, hours, phone } from '../../texts/formats.ts';
import { type CounterTexts, counterTexts } from '../../texts/staff/counter/texts.ts';
import type { OrderStatusView } from '../../view-model.ts';
import type { StaffContext } from '../context.ts';

type Status = OrderStatusView['status'];

const TONES: Readonly<Record<Status, Tone>> = {
  AwaitingPayment: 'calm',
  Paid: 'careful',
  Preparing: 'calm',
  OutForDelivery: 'calm',
  Delivered: 'good',
  DeliveryFailed: 'bad',
  PaymentFailed: 'bad',
  Cancelling: 'careful',
  Cancelled: 'calm',
};

/** The words of the counter's pages. */
export function wordsOf({ locale }: StaffContext): CounterTexts {
  return counterTexts[locale];
}

export function statusBadge(context: StaffContext, status: Status): Html {
  return badge(wordsOf(context).status[status], TONES[status]);
}

/** When flowers are wanted, as people read it. */
export function whenWanted(context: StaffContext, order: Pick<OrderStatusView, 'deliverOn' | 'window'>): string {
  const { deliverOn, window } = order;
  if (deliverOn === null || window === null) return wordsOf(context).asap;
  return `${day(context.locale, deliverOn)} ${hours(window)}`;
}

/** A phone that can be called; as it stands where it is no number any more. */
export function callable(context: StaffContext, name: string, e164: string): Html {
  if (!/^\+\d+$/.test(e164)) return html`${e164}`;
  return html`<a class="call" href="tel:${e164}" aria-label="${wordsOf(context).order.call(name)} ${phone(e164)}">${phone(e164)}</a>`;
}

/** What was ordered, on one line. */
export function flowersOf({ locale }: StaffContext, items: OrderStatusView['items']): string {
  return items.map(({ name, quantity }) => `${name[locale]} × ${quantity}`).join(', ');
}

/** The hidden fields that every form of the counter carries. */
export function formSeal({ csrf }: StaffContext, key: string | null): Html {
  return html`<input type="hidden" name="_csrf" value="${csrf}">${key !== null && html`<input type="hidden" name="key" value="${key}">`}`;
}

/** A name and what it is, in a list of facts. */
export function fact(name: string, value: Part): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}
