import { storyTexts } from '../../../web/texts/story/texts.ts';
import type { OrderStatusView } from '../../projections/order-status.ts';

/** The status of an order as the code and as Koreans have it. */
export function statusInWords(status: OrderStatusView['status'] | null): string {
  return status === null ? 'not known' : `${status} (${storyTexts.ko.status[status]})`;
}

/** The same of its money. */
export function paymentInWords(status: OrderStatusView['payment']['status'] | null): string {
  return status === null ? 'not known' : `${status} (${storyTexts.ko.money[status]})`;
}
