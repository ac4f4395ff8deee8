import { z } from 'zod';
import type { ReviewView } from '../../projections/queries.ts';
import type { Missing } from '../../stored-events/agreement.ts';
import { orderId, rating, reviewStatus, timestamp } from './shared.ts';

/** What a customer was asked, has said, and was told. */
export const reviewSchema = z
  .strictObject({
    orderId,
    status: reviewStatus,
    rating: rating.nullable(),
    text: z.string().nullable(),
    reply: z.string().nullable(),
    requestedAt: timestamp,
    writtenAt: timestamp.nullable(),
  })
  .meta({ id: 'Review' });
null as unknown as Missing<ReviewView, z.output<typeof reviewSchema>> satisfies never;
