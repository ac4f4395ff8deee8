import { z } from 'zod';
import type { Rejection } from '../domain/decider.ts';
import { type Order, type OrderCommand, type OrderEvent, orderDecider } from '../domain/order/index.ts';
import type { DecidableStream } from '../platform/eventstore/handle-command.ts';
import { personal } from './personal.ts';
import { bilingual, cancelledBy, count, empty, won } from './shared.ts';

const line = z.strictObject({ menuItemId: z.string(), name: bilingual, unitPrice: won, quantity: count });
const cancellation = z.strictObject({ by: cancelledBy, reason: personal('customer', z.string().nullable()) });

/** Stored bodies of an order's stream. */
const schemas = {
  OrderPlaced: z.strictObject({
    items: z.array(line),
    deliveryFee: won,
    total: won,
    customer: z.strictObject({
      name: personal('customer', z.string()),
      phone: personal('customer', z.string()),
    }),
    recipient: z.strictObject({
      name: personal('recipient', z.string()),
      phone: personal('recipient', z.string()),
      address: personal('recipient', z.string()),
      note: personal('recipient', z.string().nullable()),
    }),
    cardMessage: personal('customer', z.string().nullable()),
    cardFrom: personal('customer', z.string().nullable()),
    deliverOn: z.string().nullable(),
    window: z.string().nullable(),
    payment: z.strictObject({ method: z.literal('card'), token: personal('customer', z.string()) }),
    locale: z.enum(['ko', 'en']),
  }),
  OrderPaid: z.strictObject({ paymentId: z.string(), amount: won }),
  OrderPaymentFailed: z.strictObject({ code: z.string() }),
  OrderCancellationRequested: cancellation,
  OrderCancellationRefused: z.strictObject({ code: z.literal('DELIVERY_ALREADY_STARTED') }),
  OrderCancelled: cancellation,
  OrderCompleted: empty,
};

export const orderAggregate = { category: 'order', ...orderDecider, schemas } as const;
export type OrderStream = DecidableStream<Order, OrderCommand, OrderEvent, Rejection>;
