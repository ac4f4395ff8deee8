import { z } from 'zod';
import { LONGEST } from '../../domain/limits.ts';
import { lines, optionalLine } from '../input/fields.ts';
import { rating } from './shared.ts';

/** Why somebody cancels; they need not say. */
export const cancelBody = z.strictObject({ reason: optionalLine(LONGEST.reason) });

/** What a customer thinks of the flowers. */
export const reviewBody = z.strictObject({ rating, text: lines(LONGEST.review) });
