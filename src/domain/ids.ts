/** The first part of a stream's name. It has no `-`, because EventStoreDB's category ends at the first one. */
export type Category = 'menu' | 'order' | 'delivery' | 'review' | 'payment' | 'notification' | 'erasure';

/** The categories whose streams tell one order's story; the id after the dash is the order id. */
export const ORDER_CATEGORIES = [
  'order',
  'delivery',
  'review',
  'payment',
  'notification',
] as const satisfies Category[];

/** The one shop of this system. Stream names carry it, so that a second shop needs no new format. */
export const SHOP_ID = 'kkotgil';

export type OrderId = string;
export type MenuItemId = string;
export type StreamId = `${Category}-${string}`;

/** The stream of one aggregate. */
export function streamOf(category: Category, id: string): StreamId {
  return `${category}-${id}`;
}

/** Splits a stream's name at its first dash. A name without one has no id. */
export function parseStreamId(streamId: string): { category: string; id: string } {
  const dash = streamId.indexOf('-');
  return dash < 0
    ? { category: streamId, id: '' }
    : { category: streamId.slice(0, dash), id: streamId.slice(dash + 1) };
}

const orderCategories: ReadonlySet<string> = new Set(ORDER_CATEGORIES);

/** The order that a stream belongs to, or null for streams of no order (the menu). */
export function orderIdOf(streamId: string): OrderId | null {
  const { category, id } = parseStreamId(streamId);
  return orderCategories.has(category) && id !== '' ? id : null;
}
