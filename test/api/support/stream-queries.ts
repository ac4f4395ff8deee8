import { loadDelivery, loadOrder, loadPayment } from '../../../src/application/order-streams.ts';
import type { PersonRole } from '../../../src/domain/erasure/index.ts';
import { SHOP_ID } from '../../../src/domain/ids.ts';
import { CURRENCY } from '../../../src/domain/money.ts';
import { orderStatusOf } from '../../../src/domain/order-status.ts';
import { paymentStatusOf } from '../../../src/domain/payment/index.ts';
import type { Position } from '../../../src/platform/eventstore/event-store.ts';
import { loadStream } from '../../../src/platform/eventstore/handle-command.ts';
import type { Timer } from '../../../src/platform/runtime/timer.ts';
import type { DeliveryBoardView } from '../../../src/projections/delivery-board.ts';
import type { ErasureView } from '../../../src/projections/erasures.ts';
import type { MenuItemView } from '../../../src/projections/menu.ts';
import type { NotificationView } from '../../../src/projections/notifications.ts';
import type { OrderStatusView } from '../../../src/projections/order-status.ts';
import { BadCursor, type Page, type Queries, ViewBehind } from '../../../src/projections/queries.ts';
import type { ReviewView } from '../../../src/projections/reviews.ts';
import { isSeenBy } from '../../../src/projections/shop-view.ts';
import { type SubjectsView, subjectsView } from '../../../src/projections/subjects.ts';
import type { EventLog } from '../../../src/stored-events/event-log.ts';
import { menuAggregate } from '../../../src/stored-events/menu.ts';
import { reviewAggregate } from '../../../src/stored-events/review.ts';
import { orderIdOf, streamOf } from '../../../src/stored-events/streams.ts';
import { foldedQueries } from '../../support/folded-views.ts';

const WAIT_MS = 2_000;

interface PageQuery {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** Answers queries from the streams themselves, so that a test needs no projections. */
export class StreamQueries implements Queries {
  /** Set to let every query with a position find the view behind. */
  behind = false;
  /** Set to let queries without a position find no order: none is in the view yet. */
  late = false;
  readonly #log: EventLog;
  readonly #timer: Timer;
  readonly #folded: Queries;

  constructor(log: EventLog, timer: Timer) {
    this.#log = log;
    this.#timer = timer;
    this.#folded = foldedQueries(log, timer);
  }

  async menu(after?: Position): Promise<readonly MenuItemView[]> {
    await this.#wait(after);
    const { menu, versions } = (await loadStream(this.#log, menuAggregate, SHOP_ID)).state;
    return [...menu].map(([menuItemId, item]) => ({
      menuItemId,
      ...item,
      version: versions.get(menuItemId) ?? 0,
      currency: CURRENCY,
    }));
  }

  async order(orderId: string, after?: Position): Promise<OrderStatusView | null> {
    await this.#wait(after);
    if (this.late && after === undefined) return null;
    const [order, delivery, payment, review] = await Promise.all([
      loadOrder(this.#log, orderId),
      loadDelivery(this.#log, orderId),
      loadPayment(this.#log, orderId),
      loadStream(this.#log, reviewAggregate, orderId),
    ]);
    if (order.state.status === 'None') return null;
    const { placed } = order.state;
    const {
      rating = null,
      text = null,
      reply = null,
    } = review.state as { rating?: number; text?: string; reply?: string };
    const status = orderStatusOf(order.state, delivery.state);
    const placedAt = order.events[0]?.at ?? '';
    return {
      orderId,
      status,
      items: placed.items,
      deliveryFee: placed.deliveryFee,
      total: placed.total,
      currency: CURRENCY,
      recipient: placed.recipient,
      cardMessage: placed.cardMessage,
      cardFrom: placed.cardFrom,
      deliverOn: placed.deliverOn,
      window: placed.window,
      payment: { status: paymentStatusOf(payment.state) },
      delivery: { status: delivery.state.status },
      review: { status: review.state.status, rating, text, reply },
      cancellation: null,
      timeline: [{ status, at: placedAt }],
      placedAt,
      updatedAt: [...order.events, ...delivery.events].at(-1)?.at ?? placedAt,
    };
  }

  async delivery(orderId: string, after?: Position): Promise<DeliveryBoardView | null> {
    await this.#wait(after);
    const [order, delivery] = await Promise.all([loadOrder(this.#log, orderId), loadDelivery(this.#log, orderId)]);
    const requested = delivery.events[0];
    if (order.state.status === 'None' || requested === undefined) return null;
    const { items, customer, recipient, cardMessage, cardFrom, deliverOn, window } = order.state.placed;
    return {
      orderId,
      status: delivery.state.status,
      items,
      customer,
      recipient,
      cardMessage,
      cardFrom,
      deliverOn,
      window,
      requestedAt: requested.at,
      updatedAt: delivery.events.at(-1)?.at ?? requested.at,
    };
  }

  orders(query: PageQuery, after?: Position): Promise<Page<OrderStatusView>> {
    return this.#page(query, after, (orderId) => this.order(orderId));
  }

  deliveries(query: PageQuery & { status?: string | undefined }, after?: Position): Promise<Page<DeliveryBoardView>> {
    const { status } = query;
    return this.#page(query, after, async (orderId) => {
      const card = await this.delivery(orderId);
      return status === undefined || card?.status === status ? card : null;
    });
  }

  reviews(query: PageQuery, after?: Position): Promise<Page<ReviewView>> {
    return this.#page(query, after, async (orderId) => {
      const order = await this.order(orderId);
      if (order === null || order.review.status === 'NotRequested') return null;
      const { updatedAt: requestedAt } = order;
      return { orderId, ...order.review, requestedAt, writtenAt: order.review.text === null ? null : requestedAt };
    });
  }

  notifications(query: PageQuery, after?: Position): Promise<Page<NotificationView>> {
    return this.#page(query, after, async (orderId) => ({
      orderId,
      template: 'order-received',
      to: '010-****-5678',
      status: 'Sent',
      at: '2026-05-08T03:00:00.000Z',
      attempts: 1,
    }));
  }

  readonly search: Queries['search'] = (...asked) => this.#folded.search(...asked);
  readonly writtenReviews: Queries['writtenReviews'] = (...asked) => this.#folded.writtenReviews(...asked);
  readonly newestOrders: Queries['newestOrders'] = (...asked) => this.#folded.newestOrders(...asked);
  readonly people: Queries['people'] = (...asked) => this.#folded.people(...asked);
  readonly deliveriesOfDay: Queries['deliveriesOfDay'] = (...asked) => this.#folded.deliveriesOfDay(...asked);
  readonly takings: Queries['takings'] = async (period, after) => {
    await this.#wait(after);
    return this.#folded.takings(period);
  };
  async personalOrders(
    { person, role, ...query }: PageQuery & { person: string; role: PersonRole },
    after?: Position,
  ): Promise<Page<SubjectsView>> {
    return this.#page(query, after, async (orderId) => {
      const subject = await this.#subjects(orderId);
      return subject[role] === person ? subject : null;
    });
  }

  endedOrders(query: PageQuery, after?: Position): Promise<Page<SubjectsView>> {
    return this.#page(query, after, async (orderId) => {
      const subject = await this.#subjects(orderId);
      return subject.endedAt === null ? null : subject;
    });
  }

  async erasures(): Promise<Page<ErasureView>> {
    return { items: [], nextCursor: null };
  }

  async #subjects(orderId: string): Promise<SubjectsView> {
    const events = await this.#log.readStream(streamOf('order', orderId));
    let doc: SubjectsView | null = null;
    for (const event of events) if (isSeenBy(subjectsView, event)) doc = subjectsView.evolve(doc, event);
    return doc as SubjectsView;
  }

  /** Waits, as views do, and not for ever. */
  async #wait(after: Position | undefined): Promise<void> {
    if (after !== undefined && this.behind) await this.#timer.sleep(WAIT_MS);
    if (after !== undefined && this.behind) throw new ViewBehind('the view is behind');
  }

  async #page<Item>(
    { cursor, limit = 20 }: PageQuery,
    after: Position | undefined,
    toItem: (orderId: string) => Promise<Item | null>,
  ): Promise<{ items: Item[]; nextCursor: string | null }> {
    await this.#wait(after);
    if (cursor !== undefined && !/^\d+$/.test(cursor)) throw new BadCursor('not made here');
    const ids = new Set<string>();
    for await (const page of this.#log.readAll({ categories: ['order'] })) {
      for (const event of page) ids.add(orderIdOf(event.streamId) ?? '');
    }
    const all = await Promise.all([...ids].map(toItem));
    // A cursor is a place among all orders: what moves to another list meanwhile shifts nobody.
    const found = [...all.entries()].slice(Number(cursor ?? 0)).filter(([, item]) => item !== null);
    const next = found[limit];
    return {
      items: found.slice(0, limit).map(([, item]) => item as Item),
      nextCursor: next === undefined ? null : String(next[0]),
    };
  }
}
