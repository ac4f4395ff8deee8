import { z } from 'zod';
import { unknownEvent } from '../domain/decider.ts';
import { DELIVERY_STATUS_AFTER } from '../domain/delivery/index.ts';
import { windowOf } from '../domain/delivery-window.ts';
import type { OrderPlaced } from '../domain/order/index.ts';
import type { Recorded } from '../platform/eventstore/recorded-event.ts';
import { toTimestamp } from '../platform/runtime/clock.ts';
import { indexKey } from '../platform/views/view.ts';
import { type EventOf, orderIdOf } from '../stored-events/streams.ts';
import { erasedBy } from './erased-by.ts';
import { deliveryStatus, orderLine, recipient, shapes } from './schemas.ts';
import { placedOrderOf, type ShopView } from './shop-view.ts';

/** What the board takes from the order. */
const ordered = z
  .object({
    orderId: z.string(),
    items: z.array(orderLine).readonly(),
    customer: z.object({ name: shapes.customer.name, phone: shapes.customer.phone }).readonly(),
    recipient,
    cardMessage: shapes.card.cardMessage,
    cardFrom: shapes.card.cardFrom,
    deliverOn: shapes.when.deliverOn,
    window: shapes.when.window,
  })
  .readonly();

const onBoard = z.object({ status: deliveryStatus, requestedAt: z.string(), updatedAt: z.string() }).readonly();

const document = z
  .object({
    ordered,
    /** Null until the florist is asked; an order that is cancelled before that never shows. */
    board: onBoard.nullable(),
  })
  .readonly();

type Document = z.output<typeof document>;
type SeenEvent = Recorded<EventOf<'order' | 'delivery'>>;
/** One order on the florist's board. */
export type DeliveryBoardView = z.output<typeof ordered> & z.output<typeof onBoard>;
export type BoardStatus = DeliveryBoardView['status'];

/** The florist's board: what was handed over, what is due first first. */
export const deliveryBoardView: ShopView<Document, 'order' | 'delivery'> = {
  name: 'delivery-board',
  revision: 1,
  schema: document,
  categories: ['order', 'delivery'],
  erasedBy,
  docId: placedOrderOf,
  evolve,
  indexes: {
    due: (doc, id) => (doc.board === null ? null : indexKey(dueAt(doc), id)),
    status: (doc, id) => (doc.board === null ? null : indexKey(doc.board.status, dueAt(doc), id)),
  },
};

/** What the florist is shown of a document; null for an order that is not on the board. */
export function toBoardView({ ordered: order, board }: Document): DeliveryBoardView | null {
  return board === null ? null : { ...order, ...board };
}

function evolve(doc: Document | null, event: SeenEvent): Document | null {
  switch (event.type) {
    case 'OrderPlaced':
      return doc ?? placed(event);
    case 'DeliveryRequested':
      return doc && { ...doc, board: { status: 'Requested', requestedAt: event.at, updatedAt: event.at } };
    case 'DeliveryReminded':
    case 'DeliveryAccepted':
    case 'DeliveryRejected':
    case 'DeliveryStarted':
    case 'DeliveryFailed':
    case 'DeliveryReturned':
    case 'DeliveryCompleted':
    case 'DeliveryCancelled': {
      const status = DELIVERY_STATUS_AFTER[event.type];
      if (doc === null || doc.board === null || status === null) return doc;
      return { ...doc, board: { ...doc.board, status, updatedAt: event.at } };
    }
    case 'OrderPaid':
    case 'OrderPaymentFailed':
    case 'OrderCancellationRequested':
    case 'OrderCancellationRefused':
    case 'OrderCancelled':
    case 'OrderCompleted':
      return doc;
    default:
      return unknownEvent(doc, event);
  }
}

function placed(event: Recorded<OrderPlaced>): Document {
  const { items, customer, recipient: to, cardMessage, cardFrom, deliverOn, window } = event.data;
  const orderId = orderIdOf(event.streamId) ?? '';
  return {
    ordered: { orderId, items, customer, recipient: to, cardMessage, cardFrom, deliverOn, window },
    board: null,
  };
}

function dueAt({ ordered: order, board }: Document): string {
  return dueOf({ ...order, requestedAt: board?.requestedAt ?? '' });
}

/** When the flowers are due, UTC: the beginning of the window, or at once, from when the florist was asked. */
export function dueOf(order: Pick<DeliveryBoardView, 'deliverOn' | 'window' | 'requestedAt'>): string {
  const window = windowOf(order);
  return window === null ? order.requestedAt : toTimestamp(window.begins);
}
