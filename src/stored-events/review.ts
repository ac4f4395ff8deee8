import { z } from 'zod';
import { personal } from '../platform/eventstore/codec/personal.ts';
import { empty } from './shared.ts';

/** Stored bodies of a review's stream. */
export const reviewSchemas = {
  ReviewRequested: empty,
  ReviewWritten: z.strictObject({ rating: z.literal([1, 2, 3, 4, 5]), text: personal('customer', z.string()) }),
  ReviewChecked: empty,
  ReviewReplied: z.strictObject({ text: personal('customer', z.string()) }),
};
