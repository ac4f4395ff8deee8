import { z } from 'zod';
import { windowOf } from '../domain/delivery-window.ts';
import { toTimestamp } from '../platform/runtime/clock.ts';
import { personal } from '../platform/views/personal.ts';
import { indexKey, type View } from '../platform/views/view.ts';
import type { RecordedEvent } from '../stored-events/event-log.ts';
import { orderIdOf } from '../stored-events/streams.ts';
import { erasedBy } from './erased-by.ts';
import { deliveryStatus, orderLine, recipient } from './schemas.ts';

/** What the board takes from the order. */
const ordered = z
  .object({
    orderId: z.string(),
    items: z.array(orderLine).readonly(),
    customer: z.object({ name: personal('customer', z.string()), phone: personal('customer', z.string()) }).readonly(),
    recipient,
    cardMessage: personal('customer', z.string().nullable()),
    cardFrom: personal('customer', z.string().nullable()),
    deliverOn: z.string().nullable(),
    window: z.string().nullable(),
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
/** One order on the florist's board. */
export type DeliveryBoardView = z.output<typeof ordered> & z.output<typeof onBoard>;
export type BoardStatus = DeliveryBoardView['status'];

/** The florist's board: what was handed over, what is due first first. */
export const deliveryBoardView: View<Document> = {
  name: 'delivery-board',
  revision: 1,
  schema: document,
  categories: ['order', 'delivery'],
  erasedBy,
  docId: ({ type, streamId }) =>
    type === 'OrderPlaced' || streamId.startsWith('delivery-') ? orderIdOf(streamId) : null,
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

function evolve(doc: Document | null, event: RecordedEvent): Document | null {
  if (event.type === 'OrderPlaced') {
    if (doc !== null) return doc;
    const { items, customer, recipient: to, cardMessage, cardFrom, deliverOn, window } = event.data;
    const orderId = orderIdOf(event.streamId) ?? '';
    return {
      ordered: { orderId, items, customer, recipient: to, cardMessage, cardFrom, deliverOn, window },
      board: null,
    };
  }
  if (doc === null) return null;
  if (event.type === 'DeliveryRequested') {
    return { ...doc, board: { status: 'Requested', requestedAt: event.at, updatedAt: event.at } };
  }
  const status = statusAfter(event);
  if (doc.board === null || status === null) return doc;
  return { ...doc, board: { ...doc.board, status, updatedAt: event.at } };
}

function statusAfter(event: RecordedEvent): BoardStatus | null {
  switch (event.type) {
    case 'DeliveryAccepted':
      return 'Accepted';
    case 'DeliveryRejected':
      return 'Rejected';
    case 'DeliveryStarted':
      return 'Started';
    case 'DeliveryFailed':
      return 'Failed';
    case 'DeliveryReturned':
      return 'Returned';
    case 'DeliveryCompleted':
      return 'Completed';
    case 'DeliveryCancelled':
      return 'Cancelled';
    default:
      return null;
  }
}

function dueAt({ ordered: order, board }: Document): string {
  return dueOf({ ...order, requestedAt: board?.requestedAt ?? '' });
}

/** When the flowers are due, UTC: the beginning of the window, or at once, from when the florist was asked. */
export function dueOf(order: Pick<DeliveryBoardView, 'deliverOn' | 'window' | 'requestedAt'>): string {
  const window = windowOf(order);
  return window === null ? order.requestedAt : toTimestamp(window.begins);
}
