import { z } from 'zod';
import { CURRENCY } from '../domain/money.ts';
import type { OrderPlaced } from '../domain/order/index.ts';
import { type Standing, statusOf } from '../domain/order-status.ts';
import type { Recorded } from '../platform/eventstore/recorded-event.ts';
import { personal } from '../platform/views/personal.ts';
import { indexKey, type View } from '../platform/views/view.ts';
import type { RecordedEvent } from '../stored-events/event-log.ts';
import { orderIdOf } from '../stored-events/streams.ts';
import { erasedBy } from './erased-by.ts';
import { deliveryStatus, orderLine, orderStatus, paymentStatus, recipient, reviewStatus } from './schemas.ts';

const shown = z
  .object({
    orderId: z.string(),
    status: orderStatus,
    items: z.array(orderLine).readonly(),
    deliveryFee: z.number(),
    total: z.number(),
    currency: z.literal(CURRENCY),
    recipient,
    cardMessage: personal('customer', z.string().nullable()),
    cardFrom: personal('customer', z.string().nullable()),
    deliverOn: z.string().nullable(),
    window: z.string().nullable(),
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
        status: z.enum(['Requested', 'Refused', 'Done']),
        by: z.enum(['customer', 'florist', 'operator', 'system']),
        reason: personal('customer', z.string().nullable()),
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
    order: z.enum(['AwaitingPayment', 'Paid', 'PaymentFailed', 'Cancelled', 'Completed']),
    cancelling: z.boolean(),
  })
  .readonly();

/** One order as its customer, the florist and operators see it. */
export type OrderStatusView = z.output<typeof shown>;
type Document = z.output<typeof document>;
type Shown = Partial<OrderStatusView>;

/** The page on which a customer follows an order, and the list of all orders. */
export const orderStatusView: View<Document> = {
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

function evolve(doc: Document | null, event: RecordedEvent): Document | null {
  if (event.type === 'OrderPlaced') return doc ?? placed(event);
  if (doc === null) return null;
  const next = apply(doc, event);
  return next === doc ? doc : withStatus(next, event.at);
}

function placed(event: Recorded<OrderPlaced>): Document {
  const { customer: _customer, payment: _payment, locale: _locale, ...data } = event.data;
  return {
    order: 'AwaitingPayment',
    cancelling: false,
    shown: {
      ...data,
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
function apply(doc: Document, event: RecordedEvent): Document {
  switch (event.type) {
    case 'OrderPaid':
      return { ...doc, order: 'Paid' };
    case 'OrderPaymentFailed':
      return { ...doc, order: 'PaymentFailed' };
    case 'OrderCompleted':
      return { ...doc, order: 'Completed' };
    case 'OrderCancellationRequested': {
      const cancellation = { status: 'Requested', ...event.data, at: event.at } as const;
      return show({ ...doc, cancelling: true }, { cancellation });
    }
    case 'OrderCancellationRefused': {
      const { cancellation } = doc.shown;
      const refused = cancellation === null ? null : ({ ...cancellation, status: 'Refused', at: event.at } as const);
      return show({ ...doc, cancelling: false }, { cancellation: refused });
    }
    case 'OrderCancelled': {
      const cancellation = { status: 'Done', ...event.data, at: event.at } as const;
      return show({ ...doc, order: 'Cancelled', cancelling: false }, { cancellation });
    }
    case 'DeliveryRequested':
      return show(doc, { delivery: { status: 'Requested' } });
    case 'DeliveryAccepted':
      return show(doc, { delivery: { status: 'Accepted' } });
    case 'DeliveryRejected':
      return show(doc, { delivery: { status: 'Rejected' } });
    case 'DeliveryStarted':
      return show(doc, { delivery: { status: 'Started' } });
    case 'DeliveryFailed':
      return show(doc, { delivery: { status: 'Failed' } });
    case 'DeliveryReturned':
      return show(doc, { delivery: { status: 'Returned' } });
    case 'DeliveryCompleted':
      return show(doc, { delivery: { status: 'Completed' } });
    case 'DeliveryCancelled':
      return show(doc, { delivery: { status: 'Cancelled' } });
    case 'PaymentUnresolved':
      return show(doc, { payment: { status: 'Unresolved' } });
    case 'PaymentDisputed':
      return show(doc, { payment: { status: 'Disputed' } });
    case 'PaymentApproved':
    case 'PaymentAccepted':
      return show(doc, { payment: { status: 'Paid' } });
    case 'PaymentDeclined':
      return show(doc, { payment: { status: 'Failed' } });
    case 'PaymentVoided':
      return show(doc, { payment: { status: 'Voided' } });
    case 'RefundAttempted':
      return show(doc, { payment: { status: 'RefundPending' } });
    case 'RefundApproved':
    case 'RefundSettledManually':
      return show(doc, { payment: { status: 'Refunded' } });
    case 'RefundFailed':
      return show(doc, { payment: { status: 'RefundFailed' } });
    case 'ReviewRequested':
      return show(doc, { review: { ...doc.shown.review, status: 'Requested' } });
    case 'ReviewWritten':
      return show(doc, { review: { ...doc.shown.review, status: 'Written', ...event.data } });
    case 'ReviewChecked':
      return show(doc, { review: { ...doc.shown.review, status: 'Checked' } });
    case 'ReviewReplied':
      return show(doc, { review: { ...doc.shown.review, reply: event.data.text } });
    // Says nothing that this view shows: an attempt leaves the payment pending, or unresolved as it was.
    default:
      return doc;
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
