import { z } from 'zod';
import type { Rejection } from '../domain/decider.ts';
import { type Review, type ReviewCommand, type ReviewEvent, reviewDecider } from '../domain/review/index.ts';
import type { DecidableStream } from '../platform/eventstore/handle-command.ts';
import { personal } from './personal.ts';
import { empty } from './shared.ts';

/** Stored bodies of a review's stream. */
const schemas = {
  ReviewRequested: empty,
  ReviewWritten: z.strictObject({ rating: z.literal([1, 2, 3, 4, 5]), text: personal('customer', z.string()) }),
  ReviewChecked: empty,
  ReviewReplied: z.strictObject({ text: personal('customer', z.string()) }),
};

export const reviewAggregate = { category: 'review', ...reviewDecider, schemas } as const;
export type ReviewStream = DecidableStream<Review, ReviewCommand, ReviewEvent, Rejection>;
