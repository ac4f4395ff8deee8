import { z } from 'zod';
import type { Rejection } from '../domain/decider.ts';
import { type Payment, type PaymentCommand, type PaymentEvent, paymentDecider } from '../domain/payment/index.ts';
import type { DecidableStream } from '../platform/eventstore/handle-command.ts';
import { count, won } from './shared.ts';

/** A charge as the gateway told of it, in the smallest unit of its currency. */
const holding = z.strictObject({
  paymentId: z.string(),
  amount: z.int().nonnegative(),
  refunded: z.int().nonnegative(),
  currency: z.string(),
});

/** Stored bodies of a payment's stream. */
const schemas = {
  PaymentAttempted: z.strictObject({ amount: won, attempt: count, key: z.string() }),
  PaymentApproved: z.strictObject({ amount: won, paymentId: z.string() }),
  PaymentDeclined: z.strictObject({ amount: won, code: z.string() }),
  PaymentUnresolved: z.strictObject({ amount: won, attempt: count, cause: z.string() }),
  PaymentDisputed: z.strictObject({
    amount: won,
    charged: z.int().nonnegative(),
    refunded: z.int().nonnegative(),
    charges: z.array(holding).readonly(),
    refusal: z.string().nullable(),
  }),
  PaymentAccepted: z.strictObject({
    amount: won,
    kept: z.int().nonnegative(),
    paymentId: z.string(),
    reference: z.string(),
  }),
  PaymentVoided: z.strictObject({ amount: won }),
  RefundAttempted: z.strictObject({ amount: won, attempt: count, key: z.string(), paymentId: z.string() }),
  RefundApproved: z.strictObject({ amount: won, paymentId: z.string(), refundId: z.string().nullable() }),
  RefundFailed: z.strictObject({ amount: won, paymentId: z.string(), code: z.string() }),
  RefundSettledManually: z.strictObject({ amount: won, reference: z.string() }),
};

export const paymentAggregate = { category: 'payment', ...paymentDecider, schemas } as const;
export type PaymentStream = DecidableStream<Payment, PaymentCommand, PaymentEvent, Rejection>;
