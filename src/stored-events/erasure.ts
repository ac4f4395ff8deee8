import { z } from 'zod';

const order = z.strictObject({ orderId: z.string(), roles: z.array(z.enum(['customer', 'recipient'])).readonly() });

/** Stored bodies of an erasure's stream. */
export const erasureSchemas = {
  ErasureRequested: z.strictObject({ person: z.string(), cause: z.enum(['request', 'retention']) }),
  OrdersErased: z.strictObject({ orders: z.array(order).readonly() }),
  ErasureCompleted: z.strictObject({ orders: z.int().nonnegative() }),
};
