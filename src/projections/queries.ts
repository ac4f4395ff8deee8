import { SHOP_ID } from '../domain/ids.ts';
import type { OrderStatus } from '../domain/order-status.ts';
import type { ReviewStatus } from '../domain/review/index.ts';
import { type Position, START } from '../platform/eventstore/event-store.ts';
import type { Timer } from '../platform/runtime/timer.ts';
import type { LiveView, LiveViews } from '../platform/views/live-views.ts';
import { indexPrefix, type View } from '../platform/views/view.ts';
import { type IndexQuery, NoSuchVersion, type StoredDocument, type ViewStore } from '../platform/views/view-store.ts';
import { type BoardStatus, type DeliveryBoardView, deliveryBoardView, toBoardView } from './delivery-board.ts';
import { type MenuItemView, menuView } from './menu.ts';
import { type NotificationStatus, type NotificationView, notificationsView } from './notifications.ts';
import { type OrderStatusView, orderStatusView } from './order-status.ts';
import { type ReviewView, reviewsView } from './reviews.ts';

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Hand it in for the next page; null on the last one. */
  readonly nextCursor: string | null;
}

export interface PageQuery<Status> {
  readonly status?: Status | undefined;
  readonly cursor?: string | undefined;
  /** 1 to 100. */
  readonly limit?: number | undefined;
}

/**
 * All that may be read. With `after`, an answer shows at least what stood in the log up to that position.
 * @throws ViewBehind when the view has not come so far in time, BadCursor, StoreUnavailable
 */
export interface Queries {
  menu(after?: Position): Promise<readonly MenuItemView[]>;
  order(orderId: string, after?: Position): Promise<OrderStatusView | null>;
  /** Newest first. */
  orders(query: PageQuery<OrderStatus>, after?: Position): Promise<Page<OrderStatusView>>;
  /** One order's place on the board; null when it has none. */
  delivery(orderId: string, after?: Position): Promise<DeliveryBoardView | null>;
  /** What is due first first. */
  deliveries(query: PageQuery<BoardStatus>, after?: Position): Promise<Page<DeliveryBoardView>>;
  /** Newest first. */
  reviews(query: PageQuery<ReviewStatus>, after?: Position): Promise<Page<ReviewView>>;
  /** Newest first. */
  notifications(
    query: PageQuery<NotificationStatus> & { readonly orderId?: string | undefined },
    after?: Position,
  ): Promise<Page<NotificationView>>;
}

/** The view has not reached the position that the caller wants to see. Ask again in a moment. */
export class ViewBehind extends Error {
  override readonly name = 'ViewBehind';
}

/** The cursor was not made by this list. */
export class BadCursor extends Error {
  override readonly name = 'BadCursor';
}

export interface QueriesDeps {
  readonly store: ViewStore;
  readonly views: LiveViews;
  readonly timer: Timer;
  /** Where the first menu stands in the log: a shop without one would be a view that is not there yet. */
  readonly menuSince?: Position;
  /** Aborts when nobody waits for a view any more, because the process stops. */
  readonly stopping?: AbortSignal;
}

const WAIT_MS = 2_000;
const DEFAULT_LIMIT = 20;

/** The queries over the live versions of a view store. */
export function createQueries(deps: QueriesDeps): Queries {
  const { store, views, timer, menuSince = START, stopping = new AbortController().signal } = deps;

  async function one<Doc>(view: View<Doc>, id: string, after?: Position): Promise<Doc | null> {
    const live = await reached(view.name, after);
    const document = (await current(view.name, store.load(live.ref, [id]))).get(id);
    return document === undefined ? null : fitting(view, live, document);
  }

  async function page<Doc, Item>(
    view: View<Doc>,
    query: Pick<IndexQuery, 'index' | 'prefix' | 'direction'>,
    { cursor, limit = DEFAULT_LIMIT }: PageQuery<unknown>,
    after: Position | undefined,
    toItem: (doc: Doc) => Item,
  ): Promise<Page<Item>> {
    const from = cursor === undefined ? null : fromCursor(cursor, query);
    const live = await reached(view.name, after);
    const found = await current(view.name, store.find(live.ref, { ...query, after: from, limit: limit + 1 }));
    const last = found.length > limit ? found[limit - 1] : undefined;
    return {
      items: found.slice(0, limit).map((document) => toItem(fitting(view, live, document))),
      nextCursor: last === undefined ? null : toCursor(query, last.key),
    };
  }

  /** The live version, once it has reached a position; waits for that, but not for ever. */
  async function reached(name: string, after: Position = START): Promise<LiveView> {
    const giveUpAt = timer.elapsed() + WAIT_MS;
    for (;;) {
      const live = await views.live(name);
      if (live !== null && live.position >= after) return live;
      const left = stopping.aborted ? 0 : giveUpAt - timer.elapsed();
      if (left <= 0) throw new ViewBehind(`the view ${name} has not come so far`);
      const moved = new AbortController();
      const forget = views.onMoved(() => moved.abort(null));
      try {
        await timer.sleep(left, AbortSignal.any([moved.signal, stopping]));
      } finally {
        forget();
      }
    }
  }

  return {
    menu: async (after = START) => (await one(menuView, SHOP_ID, after > menuSince ? after : menuSince))?.items ?? [],
    order: async (orderId, after) => (await one(orderStatusView, orderId, after))?.shown ?? null,
    orders: (query, after) =>
      page(orderStatusView, byStatus('newest', 'descending', query.status), query, after, ({ shown }) => shown),
    delivery: async (orderId, after) => {
      const doc = await one(deliveryBoardView, orderId, after);
      return doc === null ? null : toBoardView(doc);
    },
    deliveries: (query, after) =>
      // Only what is on the board is in its indexes.
      page(
        deliveryBoardView,
        byStatus('due', 'ascending', query.status),
        query,
        after,
        (doc) => toBoardView(doc) as DeliveryBoardView,
      ),
    reviews: (query, after) =>
      page(reviewsView, byStatus('newest', 'descending', query.status), query, after, (doc) => doc),
    notifications: (query, after) => page(notificationsView, ofNotices(query), query, after, (doc) => doc),
  };
}

/** A document of this program's own fold is as its schema says. One of an earlier fold is served as it is, as far as it still fits. */
function fitting<Doc>(view: View<Doc>, { stale }: LiveView, { body, damaged }: Omit<StoredDocument, 'position'>): Doc {
  if (damaged) throw new ViewBehind(`a document of the view ${view.name} is damaged; the view is being built anew`);
  if (!stale) return body as Doc;
  const checked = view.schema.safeParse(body);
  if (checked.success) return checked.data;
  throw new ViewBehind(`the view ${view.name} is being built anew`);
}

/** Somebody may have switched and dropped the version since it was looked up: the next call finds the one that is live. */
async function current<T>(name: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NoSuchVersion) throw new ViewBehind(`the view ${name} was just switched`);
    throw error;
  }
}

type InIndex = Pick<IndexQuery, 'index' | 'prefix' | 'direction'>;

function byStatus(all: string, direction: IndexQuery['direction'], status: string | undefined): InIndex {
  return status === undefined
    ? { index: all, prefix: '', direction }
    : { index: 'status', prefix: indexPrefix(status), direction };
}

function ofNotices({ orderId, status }: { orderId?: string | undefined; status?: string | undefined }): InIndex {
  if (orderId === undefined) return byStatus('newest', 'descending', status);
  return status === undefined
    ? { index: 'order', prefix: indexPrefix(orderId), direction: 'descending' }
    : { index: 'order-status', prefix: indexPrefix(orderId, status), direction: 'descending' };
}

/** A cursor names its list, so that one list's cursor is not taken for another's. */
function toCursor({ index, prefix }: InIndex, key: string): string {
  return Buffer.from(JSON.stringify([index, prefix, key])).toString('base64url');
}

function fromCursor(cursor: string, { index, prefix }: InIndex): string {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts[0] === index && parts[1] === prefix && typeof parts[2] === 'string') {
      if (parts[2].startsWith(prefix) && toCursor({ index, prefix, direction: 'ascending' }, parts[2]) === cursor)
        return parts[2];
    }
  } catch {
    // Not even JSON: the same answer as for another list's cursor.
  }
  throw new BadCursor('the cursor was not made by this list');
}
