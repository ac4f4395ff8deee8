import { z } from 'zod';
import { CANCELLED_BY } from '../../domain/order/index.ts';
import { CANCELLATION_STATUSES } from '../../domain/order-status.ts';
import type { OrderStatusView } from '../../projections/queries.ts';
import type { Missing } from '../../stored-events/agreement.ts';
import {
  bilingualText,
  currency,
  deliveryStatus,
  orderId,
  orderStatus,
  paymentStatus,
  position,
  reviewStatus,
  timestamp,
  won,
} from './shared.ts';

export const orderLine = z
  .strictObject({ menuItemId: z.string(), name: bilingualText, unitPrice: won, quantity: z.int() })
  .meta({ id: 'OrderLine' });

export const recipient = z
  .strictObject({ name: z.string(), phone: z.string(), address: z.string(), note: z.string().nullable() })
  .meta({ id: 'Recipient' });

const cancellation = z.strictObject({
  status: z.enum(CANCELLATION_STATUSES),
  by: z.enum(CANCELLED_BY),
  reason: z.string().nullable(),
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
    cardMessage: z.string().nullable(),
    cardFrom: z.string().nullable(),
    deliverOn: z.string().nullable(),
    window: z.string().nullable(),
    payment: z.strictObject({ status: paymentStatus }),
    delivery: z.strictObject({ status: deliveryStatus }),
    review: z.strictObject({
      status: reviewStatus,
      rating: z.int().min(1).max(5).nullable(),
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
