import { z } from 'zod';

/** Whole won from 0 up. */
export const won = z.int().min(0);
export const name = z.string().min(1);
export const bilingual = z.strictObject({ ko: z.string(), en: z.string() });
/** The body of an event that says all by its type. */
export const nothingMore = z.strictObject({});
export const cancelledBy = z.enum(['customer', 'florist', 'operator', 'system']);
