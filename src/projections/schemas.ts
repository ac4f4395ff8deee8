import { z } from 'zod';
import { DELIVERY_STATUSES } from '../domain/delivery/index.ts';
import type { OrderPlaced } from '../domain/order/index.ts';
import { ORDER_STATUSES } from '../domain/order-status.ts';
import { PAYMENT_STATUSES } from '../domain/payment/index.ts';
import { REVIEW_STATUSES } from '../domain/review/index.ts';
import { personal } from '../platform/views/personal.ts';
import type { Missing } from '../stored-events/agreement.ts';

// Shapes that several views share. They say what documents hold; the API's own schemas say what callers are promised.
export const bilingual = z.object({ ko: z.string(), en: z.string() }).readonly();
export const orderLine = z
  .object({ menuItemId: z.string(), name: bilingual, unitPrice: z.number(), quantity: z.number() })
  .readonly();
// What a line of an order says, the views say: a field that is missing here is named in this error.
null as unknown as Missing<OrderPlaced['data']['items'][number], z.output<typeof orderLine>> satisfies never;
export const recipient = z
  .object({
    name: personal('recipient', z.string()),
    phone: personal('recipient', z.string()),
    address: personal('recipient', z.string()),
    note: personal('recipient', z.string().nullable()),
  })
  .readonly();
null as unknown as Missing<OrderPlaced['data']['recipient'], z.output<typeof recipient>> satisfies never;
export const orderStatus = z.enum(ORDER_STATUSES);
export const deliveryStatus = z.enum(DELIVERY_STATUSES);
export const paymentStatus = z.enum(PAYMENT_STATUSES);
export const reviewStatus = z.enum(REVIEW_STATUSES);
