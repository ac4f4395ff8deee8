import {
  BadCursor,
  fromCursor,
  type Page,
  type PageWish,
  toCursor,
  type ViewReader,
} from '../platform/views/view-reader.ts';
import { type OrderPeople, orderSearchView, type SearchPlace, searchPlaces } from './order-search.ts';
import { type OrderStatusView, orderStatusView } from './order-status.ts';

/** An order that a search has found. */
export interface FoundOrder {
  readonly order: OrderStatusView;
  readonly customer: OrderPeople['customer'];
}

/** Where a search has come: in which of its places, and after which key there. */
interface Stand {
  readonly place: number;
  readonly after: string | null;
}

const DEFAULT_LIMIT = 20;

/**
 * Orders that fit what was typed: by order number, by phone, by name; of people with one name the newest first.
 * @throws ViewBehind, BadCursor, StoreUnavailable
 */
export async function searchOrders(
  reader: ViewReader,
  typed: string,
  { cursor, limit = DEFAULT_LIMIT }: PageWish,
): Promise<Page<FoundOrder>> {
  const places = searchPlaces(typed);
  const start = cursor === undefined ? { place: 0, after: null } : standOf(cursor, places);
  const found: OrderPeople[] = [];
  let last: Stand = start;
  for (const [number, place] of places.entries()) {
    if (number < start.place) continue;
    let after = number === start.place ? start.after : null;
    for (;;) {
      const wanted = limit + 1 - found.length;
      const batch = await reader.find(orderSearchView, { ...place, direction: 'descending' }, after, wanted);
      for (const { key, doc } of batch) {
        after = key;
        // A person may be both, customer and recipient.
        if (places.slice(0, number).some((earlier) => standsIn(earlier, doc))) continue;
        if (found.length === limit) {
          return { items: await withOrders(reader, found), nextCursor: cursorOf(last, places) };
        }
        found.push(doc);
        last = { place: number, after: key };
      }
      if (batch.length < wanted) break;
    }
  }
  return { items: await withOrders(reader, found), nextCursor: null };
}

/** The newest orders, as a search shows them. @throws ViewBehind, BadCursor, StoreUnavailable */
export async function newestOrders(reader: ViewReader, wish: PageWish): Promise<Page<FoundOrder>> {
  const newest = { index: 'newest', prefix: '', direction: 'descending' } as const;
  const { items, nextCursor } = await reader.page(orderStatusView, newest, wish, undefined, ({ shown }) => shown);
  const people = await reader.some(
    orderSearchView,
    items.map(({ orderId }) => orderId),
  );
  const found = items.flatMap((order) => {
    const customer = people.get(order.orderId)?.customer;
    return customer === undefined ? [] : [{ order, customer }];
  });
  return { items: found, nextCursor };
}

async function withOrders(reader: ViewReader, found: readonly OrderPeople[]): Promise<FoundOrder[]> {
  const orders = await reader.some(
    orderStatusView,
    found.map(({ orderId }) => orderId),
  );
  return found.flatMap(({ orderId, customer }) => {
    const order = orders.get(orderId)?.shown;
    return order === undefined ? [] : [{ order, customer }];
  });
}

function standsIn({ index, prefix }: SearchPlace, doc: OrderPeople): boolean {
  return orderSearchView.indexes[index]?.(doc, doc.orderId)?.startsWith(prefix) === true;
}

function cursorOf({ place, after }: Stand, places: readonly SearchPlace[]): string | null {
  const where = places[place];
  return where === undefined || after === null ? null : `${place}.${toCursor(where, after)}`;
}

/** @throws BadCursor */
function standOf(cursor: string, places: readonly SearchPlace[]): Stand {
  const [, number = '', key = ''] = /^(\d)\.(.*)$/.exec(cursor) ?? [];
  const place = number === '' ? undefined : places[Number(number)];
  if (place === undefined) throw new BadCursor('the cursor was not made by this search');
  return { place: Number(number), after: fromCursor(key, place) };
}
