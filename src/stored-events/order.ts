import { z } from 'zod';
import type { Rejection } from '../domain/decider.ts';
import { LOCALES, type Order, type OrderCommand, type OrderEvent, orderDecider } from '../domain/order/index.ts';
import type { DecidableStream } from '../platform/eventstore/handle-command.ts';
import { personal } from './personal.ts';
import { empty, shapes, won } from './shared.ts';

const cancellation = z.strictObject(shapes.cancellation);

/** Stored bodies of an order's stream. */
const schemas = {
  OrderPlaced: z.strictObject({
    items: z.array(z.strictObject(shapes.line)),
    deliveryFee: won,
    total: won,
    customer: z.strictObject(shapes.customer),
    recipient: z.strictObject(shapes.recipient),
    ...shapes.card,
    ...shapes.when,
    payment: z.strictObject({ method: z.literal('card'), token: personal('customer', z.string()) }),
    locale: z.enum(LOCALES),
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
