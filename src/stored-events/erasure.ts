import { z } from 'zod';
import type { Rejection } from '../domain/decider.ts';
import { type Erasure, type ErasureCommand, type ErasureEvent, erasureDecider } from '../domain/erasure/index.ts';
import type { DecidableStream } from '../platform/eventstore/handle-command.ts';

const order = z.strictObject({ orderId: z.string(), roles: z.array(z.enum(['customer', 'recipient'])).readonly() });

/** Stored bodies of an erasure's stream. */
const schemas = {
  ErasureRequested: z.strictObject({ person: z.string(), cause: z.enum(['request', 'retention']) }),
  OrdersErased: z.strictObject({ orders: z.array(order).readonly() }),
  ErasureCompleted: z.strictObject({ orders: z.int().nonnegative() }),
};

export const erasureAggregate = { category: 'erasure', ...erasureDecider, schemas } as const;
export type ErasureStream = DecidableStream<Erasure, ErasureCommand, ErasureEvent, Rejection>;
