import type { PersonRole } from '../domain/erasure/index.ts';
import { SHOP_ID } from '../domain/ids.ts';
import type { OrderStatus } from '../domain/order-status.ts';
import type { ReviewStatus } from '../domain/review/index.ts';
import { type Position, START } from '../platform/eventstore/event-store.ts';
import { indexPrefix } from '../platform/views/view.ts';
import {
  type InIndex,
  type Page,
  type PageWish,
  ViewReader,
  type ViewReaderDeps,
} from '../platform/views/view-reader.ts';
import { type DayDeliveries, deliveriesOfDay } from './deliveries-of-day.ts';
import { type BoardStatus, type DeliveryBoardView, deliveryBoardView, toBoardView } from './delivery-board.ts';
import { type ErasureView, erasuresView } from './erasures.ts';
import { type MenuItemView, menuView } from './menu.ts';
import { type NotificationStatus, type NotificationView, notificationsView } from './notifications.ts';
import { type OrderPeople, orderSearchView } from './order-search.ts';
import { type OrderStatusView, orderStatusView } from './order-status.ts';
import { type ReviewAnswerState, type ReviewView, reviewsView } from './reviews.ts';
import { type FoundOrder, newestOrders, searchOrders } from './search-orders.ts';
import { type SubjectsView, subjectsView } from './subjects.ts';
import { sumTakings } from './sum-takings.ts';
import type { Takings } from './takings-sum.ts';

export { BadCursor, type Page, ViewBehind } from '../platform/views/view-reader.ts';
export type { DeliveryBoardView } from './delivery-board.ts';
export type { MenuItemView } from './menu.ts';
export type { NotificationView } from './notifications.ts';
export type { OrderStatusView } from './order-status.ts';
export type { ReviewView } from './reviews.ts';
export type { Takings } from './takings-sum.ts';

export interface PageQuery<Status> extends PageWish {
  readonly status?: Status | undefined;
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
  /** Reviews that are written: those that wait for an answer first, and of each kind the newest. */
  writtenReviews(
    query: PageWish & { readonly answer?: ReviewAnswerState | undefined },
    after?: Position,
  ): Promise<Page<ReviewView>>;
  /** Newest first. */
  notifications(
    query: PageQuery<NotificationStatus> & { readonly orderId?: string | undefined },
    after?: Position,
  ): Promise<Page<NotificationView>>;
  /** Orders by what somebody says on the phone: a name, a phone number or its last digits, an order number. */
  search(typed: string, page: PageWish): Promise<Page<FoundOrder>>;
  /** The newest orders, as a search shows them. */
  newestOrders(page: PageWish): Promise<Page<FoundOrder>>;
  /** Who has ordered, and for whom. */
  people(orderId: string, after?: Position): Promise<OrderPeople | null>;
  /** What has to be brought on a day of the shop (`2026-12-24`); `withOpen`: also what is open from before. */
  deliveriesOfDay(day: string, withOpen: boolean): Promise<DayDeliveries>;
  /** What was taken in a day (`2026-12-24`) or a month (`2026-12`) of the shop. */
  takings(period: string, after?: Position): Promise<Takings>;
  /** Orders that hold data of a person, by the id of their key, in one role. */
  personalOrders(
    query: Pick<PageQuery<never>, 'cursor' | 'limit'> & { readonly person: string; readonly role: PersonRole },
    after?: Position,
  ): Promise<Page<SubjectsView>>;
  /** Every erasure, newest first: its proof. */
  erasures(query: PageWish, after?: Position): Promise<Page<ErasureView>>;
  /** Orders that have ended and still hold data of somebody, those that ended first first. */
  endedOrders(query: Pick<PageQuery<never>, 'cursor' | 'limit'>, after?: Position): Promise<Page<SubjectsView>>;
}

export interface QueriesDeps extends ViewReaderDeps {
  /** Where the first menu stands in the log: a shop without one would be a view that is not there yet. */
  readonly menuSince?: Position;
}

/** The queries over the live versions of a view store. */
export function createQueries(deps: QueriesDeps): Queries {
  const { menuSince = START } = deps;
  const reader = new ViewReader(deps);

  return {
    menu: async (after = START) =>
      (await reader.one(menuView, SHOP_ID, after > menuSince ? after : menuSince))?.items ?? [],
    order: async (orderId, after) => (await reader.one(orderStatusView, orderId, after))?.shown ?? null,
    orders: (query, after) =>
      reader.page(orderStatusView, byStatus('newest', 'descending', query.status), query, after, ({ shown }) => shown),
    delivery: async (orderId, after) => {
      const doc = await reader.one(deliveryBoardView, orderId, after);
      return doc === null ? null : toBoardView(doc);
    },
    deliveries: (query, after) =>
      // Only what is on the board is in its indexes.
      reader.page(
        deliveryBoardView,
        byStatus('due', 'ascending', query.status),
        query,
        after,
        (doc) => toBoardView(doc) as DeliveryBoardView,
      ),
    writtenReviews: (query, after) =>
      reader.page(
        reviewsView,
        {
          index: 'answer',
          prefix: query.answer === undefined ? '' : indexPrefix(query.answer),
          direction: 'descending',
        },
        query,
        after,
        (doc) => doc,
      ),
    reviews: (query, after) =>
      reader.page(reviewsView, byStatus('newest', 'descending', query.status), query, after, (doc) => doc),
    notifications: (query, after) => reader.page(notificationsView, ofNotices(query), query, after, (doc) => doc),
    search: (typed, page) => searchOrders(reader, typed, page),
    newestOrders: (page) => newestOrders(reader, page),
    people: (orderId, after) => reader.one(orderSearchView, orderId, after),
    deliveriesOfDay: (day, withOpen) => deliveriesOfDay(reader, day, withOpen),
    takings: (period, after) => sumTakings(reader, period, after),
    personalOrders: ({ person, role, ...query }, after) =>
      reader.page(
        subjectsView,
        { index: role, prefix: indexPrefix(person), direction: 'ascending' },
        query,
        after,
        (doc) => doc,
      ),
    erasures: (query, after) =>
      reader.page(erasuresView, byStatus('newest', 'descending', undefined), query, after, (doc) => doc),
    endedOrders: (query, after) =>
      reader.page(subjectsView, { index: 'ended', prefix: '', direction: 'ascending' }, query, after, (doc) => doc),
  };
}

function byStatus(all: string, direction: InIndex['direction'], status: string | undefined): InIndex {
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
