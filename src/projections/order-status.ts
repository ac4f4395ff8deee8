import { z } from 'zod';
import { unknownEvent } from '../domain/decider.ts';
import { DELIVERY_STATUS_AFTER } from '../domain/delivery/index.ts';
import { CURRENCY } from '../domain/money.ts';
import { type OrderPlaced, PLACED_STATUSES } from '../domain/order/index.ts';
import { CANCELLATION_STATUSES, type Standing, statusOf } from '../domain/order-status.ts';
import { PAYMENT_STATUS_AFTER } from '../domain/payment/index.ts';
import type { Recorded } from '../platform/eventstore/recorded-event.ts';
import { personal } from '../platform/views/personal.ts';
import { indexKey } from '../platform/views/view.ts';
import { type EventOf, orderIdOf } from '../stored-events/streams.ts';
import { erasedBy } from './erased-by.ts';
import { deliveryStatus, orderLine, orderStatus, paymentStatus, recipient, reviewStatus, shapes } from './schemas.ts';
import type { ShopView } from './shop-view.ts';

const shown = z
  .object({
    orderId: z.string(),
    status: orderStatus,
    items: z.array(orderLine).readonly(),
    deliveryFee: z.number(),
    total: z.number(),
    currency: z.literal(CURRENCY),
    recipient,
    cardMessage: shapes.card.cardMessage,
    cardFrom: shapes.card.cardFrom,
    deliverOn: shapes.when.deliverOn,
    window: shapes.when.window,
    payment: z.object({ status: paymentStatus }).readonly(),
    delivery: z.object({ status: deliveryStatus }).readonly(),
    review: z
      .object({
        status: reviewStatus,
        rating: z.number().nullable(),
        text: personal('customer', z.string().nullable()),
        reply: personal('customer', z.string().nullable()),
      })
      .readonly(),
    cancellation: z
      .object({
        status: z.enum(CANCELLATION_STATUSES),
        by: shapes.cancellation.by,
        reason: shapes.cancellation.reason,
        at: z.string(),
      })
      .readonly()
      .nullable(),
    timeline: z.array(z.object({ status: orderStatus, at: z.string() }).readonly()).readonly(),
    placedAt: z.string(),
    updatedAt: z.string(),
  })
  .readonly();

const document = z
  .object({
    shown,
    /** What the status follows from, beside what is shown. */
    order: z.enum(PLACED_STATUSES),
    cancelling: z.boolean(),
  })
  .readonly();

/** One order as its customer, the florist and operators see it. */
export type OrderStatusView = z.output<typeof shown>;
type Document = z.output<typeof document>;
type Shown = Partial<OrderStatusView>;
type Seen = 'order' | 'delivery' | 'review' | 'payment';
type SeenEvent = Recorded<EventOf<Seen>>;

/** The page on which a customer follows an order, and the list of all orders. */
export const orderStatusView: ShopView<Document, Seen> = {
  name: 'order-status',
  revision: 1,
  schema: document,
  categories: ['order', 'delivery', 'review', 'payment'],
  erasedBy,
  docId: (event) => orderIdOf(event.streamId),
  evolve,
  indexes: {
    newest: ({ shown: { placedAt } }, id) => indexKey(placedAt, id),
    status: ({ shown: { status, placedAt } }, id) => indexKey(status, placedAt, id),
  },
};

function evolve(doc: Document | null, event: SeenEvent): Document | null {
  if (event.type === 'OrderPlaced') return doc ?? placed(event);
  if (doc === null) return null;
  const next = apply(doc, event);
  return next === doc ? doc : withStatus(next, event.at);
}

function placed(event: Recorded<OrderPlaced>): Document {
  const { items, deliveryFee, total, recipient: to, cardMessage, cardFrom, deliverOn, window } = event.data;
  return {
    order: 'AwaitingPayment',
    cancelling: false,
    shown: {
      items,
      deliveryFee,
      total,
      recipient: to,
      cardMessage,
      cardFrom,
      deliverOn,
      window,
      orderId: orderIdOf(event.streamId) ?? '',
      status: 'AwaitingPayment',
      currency: CURRENCY,
      payment: { status: 'Pending' },
      delivery: { status: 'None' },
      review: { status: 'NotRequested', rating: null, text: null, reply: null },
      cancellation: null,
      timeline: [{ status: 'AwaitingPayment', at: event.at }],
      placedAt: event.at,
      updatedAt: event.at,
    },
  };
}

/** The document with what the event says; the same object when the event says nothing to this view. */
function apply(doc: Document, event: SeenEvent): Document {
  switch (event.type) {
    case 'OrderPaid':
      return { ...doc, order: 'Paid' };
    case 'OrderPaymentFailed':
      return { ...doc, order: 'PaymentFailed' };
    case 'OrderCompleted':
      return { ...doc, order: 'Completed' };
    case 'OrderCancellationRequested': {
      const { by, reason } = event.data;
      const cancellation = { status: 'Requested', by, reason, at: event.at } as const;
      return show({ ...doc, cancelling: true }, { cancellation });
    }
    case 'OrderCancellationRefused': {
      const { cancellation } = doc.shown;
      const refused = cancellation === null ? null : ({ ...cancellation, status: 'Refused', at: event.at } as const);
      return show({ ...doc, cancelling: false }, { cancellation: refused });
    }
    case 'OrderCancelled': {
      const { by, reason } = event.data;
      const cancellation = { status: 'Done', by, reason, at: event.at } as const;
      return show({ ...doc, order: 'Cancelled', cancelling: false }, { cancellation });
    }
    case 'DeliveryRequested':
    case 'DeliveryReminded':
    case 'DeliveryAccepted':
    case 'DeliveryRejected':
    case 'DeliveryStarted':
    case 'DeliveryFailed':
    case 'DeliveryReturned':
    case 'DeliveryCompleted':
    case 'DeliveryCancelled': {
      const status = DELIVERY_STATUS_AFTER[event.type];
      return status === null ? doc : show(doc, { delivery: { status } });
    }
    case 'PaymentAttempted':
    case 'PaymentApproved':
    case 'PaymentAccepted':
    case 'PaymentDeclined':
    case 'PaymentUnresolved':
    case 'PaymentDisputed':
    case 'PaymentVoided':
    case 'RefundAttempted':
    case 'RefundApproved':
    case 'RefundFailed':
    case 'RefundSettledManually': {
      const status = PAYMENT_STATUS_AFTER[event.type];
      return status === null ? doc : show(doc, { payment: { status } });
    }
    case 'ReviewRequested':
      return show(doc, { review: { ...doc.shown.review, status: 'Requested' } });
    case 'ReviewWritten':
      return show(doc, {
        review: { ...doc.shown.review, status: 'Written', rating: event.data.rating, text: event.data.text },
      });
    case 'ReviewChecked':
      return show(doc, { review: { ...doc.shown.review, status: 'Checked' } });
    case 'ReviewReplied':
      return show(doc, { review: { ...doc.shown.review, reply: event.data.text } });
    case 'OrderPlaced':
      return doc;
    default:
      return unknownEvent(doc, event);
  }
}

function show(doc: Document, change: Shown): Document {
  return { ...doc, shown: { ...doc.shown, ...change } };
}

/** The status that follows, with its place in the timeline when it is a new one. */
function withStatus(doc: Document, at: string): Document {
  const standing: Standing = { order: doc.order, cancelling: doc.cancelling, delivery: doc.shown.delivery.status };
  const status = statusOf(standing);
  const { timeline } = doc.shown;
  const isNew = timeline.at(-1)?.status !== status;
  return show(doc, { status, updatedAt: at, ...(isNew && { timeline: [...timeline, { status, at }] }) });
}
