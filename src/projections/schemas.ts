import { z } from 'zod';
import { personal } from '../platform/views/personal.ts';

// Shapes that several views share. They say what documents hold; the API's own schemas say what callers are promised.
export const bilingual = z.object({ ko: z.string(), en: z.string() }).readonly();
export const orderLine = z
  .object({ menuItemId: z.string(), name: bilingual, unitPrice: z.number(), quantity: z.number() })
  .readonly();
export const recipient = z
  .object({
    name: personal('recipient', z.string()),
    phone: personal('recipient', z.string()),
    address: personal('recipient', z.string()),
    note: personal('recipient', z.string().nullable()),
  })
  .readonly();
export const orderStatus = z.enum([
  'AwaitingPayment',
  'Paid',
  'Preparing',
  'OutForDelivery',
  'DeliveryFailed',
  'Delivered',
  'PaymentFailed',
  'Cancelling',
  'Cancelled',
]);
export const deliveryStatus = z.enum([
  'None',
  'Requested',
  'Accepted',
  'Rejected',
  'Started',
  'Failed',
  'Returned',
  'Completed',
  'Cancelled',
]);
export const paymentStatus = z.enum([
  'Pending',
  'Paid',
  'Failed',
  'Unresolved',
  'Disputed',
  'Voided',
  'RefundPending',
  'Refunded',
  'RefundFailed',
]);
export const reviewStatus = z.enum(['NotRequested', 'Requested', 'Written', 'Checked']);
