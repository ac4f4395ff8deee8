import { z } from 'zod';
import { DELIVERY_STATUSES } from '../../domain/delivery/index.ts';
import { CURRENCY } from '../../domain/money.ts';
import { ORDER_STATUSES } from '../../domain/order-status.ts';
import { PAYMENT_STATUSES } from '../../domain/payment/index.ts';
import { REVIEW_STATUSES } from '../../domain/review/index.ts';
import { bilingualOf, shapesOf } from '../../stored-events/shapes.ts';

/** RFC 3339, UTC. */
export const timestamp = z.iso.datetime().meta({ examples: ['2026-12-24T04:00:00.000Z'] });
export const orderId = z
  .uuid()
  .meta({ description: 'The order’s id', examples: ['0198f1f0-9d2c-7c5e-8a51-0f6f1d3c2b1a'] });
export const won = z
  .int()
  .min(0)
  .meta({ description: 'Whole won', examples: [90_000] });
export const currency = z.literal(CURRENCY);
export const position = z
  .string()
  .meta({ description: 'Opaque; hand it to a query as `after` to read what you wrote' });
export const bilingualText = z.object(bilingualOf(z.string())).meta({ id: 'Bilingual' });
/** What events and views tell, as it is answered. */
export const shapes = shapesOf({ won, count: z.int(), bilingual: bilingualText, personal: (_, schema) => schema });
/** Stars of a review. */
export const rating = z.int().min(1).max(5);

export const orderStatus = z.enum(ORDER_STATUSES).meta({ id: 'OrderStatus' });
export const paymentStatus = z.enum(PAYMENT_STATUSES).meta({ id: 'PaymentStatus' });
export const deliveryStatus = z.enum(DELIVERY_STATUSES).meta({ id: 'DeliveryStatus' });
export const reviewStatus = z.enum(REVIEW_STATUSES).meta({ id: 'ReviewStatus' });

/** One page of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({ description: 'Hand it in as `cursor`; null on the last page' }),
  });
}

/** What a step of an order's story answers with. */
export function stepAnswer<Status extends z.ZodType>(status: Status) {
  return z.strictObject({ orderId, status, position });
}

/** Path of everything that belongs to one order. What is no order's id is answered as an order that does not exist. */
export const orderPath = z.strictObject({ orderId: z.string().meta({ format: 'uuid' }) });

/** The body of commands that need none; an empty object is as good. */
export const noBody = z.strictObject({}).optional();
