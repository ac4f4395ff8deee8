import { z } from 'zod';
import { count, won } from './shared.ts';

/** Stored bodies of a payment's stream. */
export const paymentSchemas = {
  PaymentAttempted: z.strictObject({ amount: won, attempt: count, key: z.string() }),
  PaymentApproved: z.strictObject({ amount: won, paymentId: z.string() }),
  PaymentDeclined: z.strictObject({ amount: won, code: z.string() }),
  PaymentUnresolved: z.strictObject({ amount: won, attempt: count, cause: z.string() }),
  PaymentVoided: z.strictObject({ amount: won }),
  RefundAttempted: z.strictObject({ amount: won, attempt: count, key: z.string(), paymentId: z.string() }),
  RefundApproved: z.strictObject({ amount: won, paymentId: z.string(), refundId: z.string().nullable() }),
  RefundFailed: z.strictObject({ amount: won, paymentId: z.string(), code: z.string() }),
  RefundSettledManually: z.strictObject({ amount: won, reference: z.string() }),
};
