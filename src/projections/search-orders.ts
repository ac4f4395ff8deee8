import {
  BadCursor,
  fromCursor,
  type Page,
  type PageWish,
  toCursor,
  type ViewReader,
} from '../platform/views/view-reader.ts';
import { type OrderPeople, orderSearchView, type SearchPlace, searchTerms } from './order-search.ts';
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
const WHOLE_ID = 36;

/**
 * Orders that fit what was typed: by order number, by phone, by name; of people with one name the newest first.
 * @throws ViewBehind, BadCursor, StoreUnavailable
 */
export async function searchOrders(
  reader: ViewReader,
  typed: string,
  { cursor, limit = DEFAULT_LIMIT }: PageWish,
): Promise<Page<FoundOrder>> {
  const { orderId, places } = searchTerms(typed);
  const start = cursor === undefined ? { place: 0, after: null } : standOf(cursor, places);
  const found = cursor === undefined && orderId !== null ? await byOrderId(reader, orderId, limit) : [];
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
        if (orderId !== null && doc.orderId.startsWith(orderId)) continue;
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

/** The first orders whose number begins so. More of it finds the others. */
async function byOrderId(reader: ViewReader, id: string, limit: number): Promise<OrderPeople[]> {
  if (id.length === WHOLE_ID) {
    const one = await reader.one(orderSearchView, id);
    return one === null ? [] : [one];
  }
  const found = await reader.scan(orderSearchView, id, limit);
  return found.filter((doc) => doc.orderId.startsWith(id));
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
