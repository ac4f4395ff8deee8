import { z } from 'zod';
import { DELIVERY_STATUSES } from '../domain/delivery/index.ts';
import type { OrderLine, Recipient } from '../domain/order/index.ts';
import { ORDER_STATUSES } from '../domain/order-status.ts';
import { PAYMENT_STATUSES } from '../domain/payment/index.ts';
import { REVIEW_STATUSES } from '../domain/review/index.ts';
import { personal } from '../platform/views/personal.ts';
import type { Missing } from '../stored-events/agreement.ts';
import { bilingualOf, shapesOf } from '../stored-events/shapes.ts';

export const bilingual = z.object(bilingualOf(z.string())).readonly();
/** What events tell of an order, as documents hold it. */
export const shapes = shapesOf({ won: z.number(), count: z.number(), bilingual, personal });

// What several views show. A member that an order says and that is named nowhere here is named in an error.
const { line, recipient: to } = shapes;
export const orderLine = z
  .object({ menuItemId: line.menuItemId, name: line.name, unitPrice: line.unitPrice, quantity: line.quantity })
  .readonly();
null as unknown as Missing<OrderLine, z.output<typeof orderLine>> satisfies never;
export const recipient = z.object({ name: to.name, phone: to.phone, address: to.address, note: to.note }).readonly();
null as unknown as Missing<Recipient, z.output<typeof recipient>> satisfies never;
export const orderStatus = z.enum(ORDER_STATUSES);
export const deliveryStatus = z.enum(DELIVERY_STATUSES);
export const paymentStatus = z.enum(PAYMENT_STATUSES);
export const reviewStatus = z.enum(REVIEW_STATUSES);
