import type { OrderPlaced } from './order/events.ts';
import { momentInShop } from './shop-time.ts';

/** The hours in which the flowers are wanted, in milliseconds since 1970. */
export interface DeliveryWindow {
  readonly begins: number;
  readonly ends: number;
}

/** The window of an order; null for as soon as possible. */
export function windowOf({
  deliverOn,
  window,
}: Pick<OrderPlaced['data'], 'deliverOn' | 'window'>): DeliveryWindow | null {
  if (deliverOn === null || window === null) return null;
  const [from = '', to = ''] = window.split('-');
  return { begins: momentInShop(deliverOn, from), ends: momentInShop(deliverOn, to) };
}
