import { unknownEvent } from '../decider.ts';
import type { Rating, ReviewEvent } from './events.ts';

/** What the customer thought, and what the florist made of it. */
export type Review =
  | { readonly status: 'NotRequested' }
  | { readonly status: 'Requested' }
  | {
      readonly status: 'Written' | 'Checked';
      readonly rating: Rating;
      readonly text: string;
      readonly reply: string | null;
    };

export const REVIEW_STATUSES = [
  'NotRequested',
  'Requested',
  'Written',
  'Checked',
] as const satisfies readonly Review['status'][];
export type ReviewStatus = Review['status'];

export const initialReview: Review = { status: 'NotRequested' };

/** The review after one more event. */
export function evolveReview(review: Review, event: ReviewEvent): Review {
  switch (event.type) {
    case 'ReviewRequested':
      return { status: 'Requested' };
    case 'ReviewWritten':
      return { status: 'Written', rating: event.data.rating, text: event.data.text, reply: null };
    case 'ReviewChecked':
      return 'reply' in review ? { ...review, status: 'Checked' } : review;
    case 'ReviewReplied':
      return 'reply' in review ? { ...review, reply: event.data.text } : review;
    default:
      return unknownEvent(review, event);
  }
}
