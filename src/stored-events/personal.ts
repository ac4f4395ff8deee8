import type { z } from 'zod';
import { personal as personalOf } from '../platform/eventstore/codec/personal.ts';

/** Marks a text of a stored body as data of the order's customer, or of its recipient: it is sealed with the key of that person. */
export const personal: <Schema extends z.ZodType<string | null>>(
  role: 'customer' | 'recipient',
  schema: Schema,
) => Schema = personalOf;
