import type { OrderId } from '../domain/ids.ts';
import { parseStreamId, type StreamFamilies, streamIdOf } from '../platform/eventstore/stream-names.ts';
import { aggregates, orderAggregates } from './aggregates.ts';

export type Category = (typeof aggregates)[number]['category'];

/** Every event that can stand in streams of these categories. */
export type EventOf<C extends Category> = Parameters<
  Extract<(typeof aggregates)[number], { readonly category: C }>['evolve']
>[1];

/** The categories of all streams that this program writes. */
export const CATEGORIES: readonly Category[] = aggregates.map(({ category }) => category);

/** The categories whose streams tell one order's story; the id after the dash is the order id. */
export const ORDER_CATEGORIES = orderAggregates.map(({ category }) => category);

/** The stream of one aggregate. */
export function streamOf(category: Category, id: string): string {
  return streamIdOf(category, id);
}

const orderCategories: ReadonlySet<string> = new Set(ORDER_CATEGORIES);

/** The order that a stream belongs to, or null for streams of no order (the menu). */
export function orderIdOf(streamId: string): OrderId | null {
  const { category, id } = parseStreamId(streamId);
  return orderCategories.has(category) && id !== '' ? id : null;
}

/** All streams of an order belong together, and begin with the order's own. */
export const orderFamilies: StreamFamilies = {
  familyOf: orderIdOf,
  firstOf: (streamId) => {
    const orderId = orderIdOf(streamId);
    return orderId === null ? null : streamOf('order', orderId);
  },
};
