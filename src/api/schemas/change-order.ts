import { z } from 'zod';
import { lines, optionalLine } from '../input/fields.ts';

/** Why somebody cancels; they need not say. */
export const cancelBody = z.strictObject({ reason: optionalLine(200) });

/** What a customer thinks of the flowers. */
export const reviewBody = z.strictObject({ rating: z.int().min(1).max(5), text: lines(2_000) });
