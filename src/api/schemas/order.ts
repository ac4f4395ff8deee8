import { z } from 'zod';
import { CANCELLATION_STATUSES } from '../../domain/order-status.ts';
import type { OrderStatusView } from '../../projections/queries.ts';
import type { Missing } from '../../stored-events/agreement.ts';
import {
  currency,
  deliveryStatus,
  orderId,
  orderStatus,
  paymentStatus,
  position,
  rating,
  reviewStatus,
  shapes,
  timestamp,
  won,
} from './shared.ts';

export const orderLine = z.strictObject(shapes.line).meta({ id: 'OrderLine' });

export const recipient = z.strictObject(shapes.recipient).meta({ id: 'Recipient' });

const cancellation = z.strictObject({
  status: z.enum(CANCELLATION_STATUSES),
  ...shapes.cancellation,
  at: timestamp,
});

/** One order as its customer, the florist and operators see it. */
export const orderSchema = z
  .strictObject({
    orderId,
    status: orderStatus,
    items: z.array(orderLine),
    deliveryFee: won,
    total: won,
    currency,
    recipient,
    ...shapes.card,
    ...shapes.when,
    payment: z.strictObject({ status: paymentStatus }),
    delivery: z.strictObject({ status: deliveryStatus }),
    review: z.strictObject({
      status: reviewStatus,
      rating: rating.nullable(),
      text: z.string().nullable(),
      reply: z.string().nullable(),
    }),
    cancellation: cancellation.nullable(),
    timeline: z.array(z.strictObject({ status: orderStatus, at: timestamp })),
    placedAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Order' });

// A field that the answer lacks, or has otherwise than the view that it is made of, is named in this error.
null as unknown as Missing<OrderStatusView, z.output<typeof orderSchema>> satisfies never;

/** The answer to a placed order. The tracking token is shown here and in the customer's messages, and nowhere else. */
export const placedOrderSchema = z
  .strictObject({
    orderId,
    trackingToken: z.string(),
    trackingUrl: z.string(),
    status: z.literal('AwaitingPayment'),
    total: won,
    currency,
    position,
  })
  .meta({ id: 'PlacedOrder' });
