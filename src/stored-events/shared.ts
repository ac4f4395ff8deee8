import { z } from 'zod';
import { CANCELLED_BY } from '../domain/order/index.ts';

/** Whole won, from 0 up. */
export const won = z.int().nonnegative();
/** Counts from 1. */
export const count = z.int().positive();
export const bilingual = z.strictObject({ ko: z.string(), en: z.string() });
export const cancelledBy = z.enum(CANCELLED_BY);
/** The body of an event that says all by its type. */
export const empty = z.strictObject({});
