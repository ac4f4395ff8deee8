import { type Decider, type Decision, nothing, type Rejection, reject } from '../decider.ts';
import type { Rating, ReviewEvent } from './events.ts';
import { evolveReview, initialReview, type Review } from './review.ts';

/** The flowers are delivered: the customer is asked what they thought. */
export interface RequestReview {
  readonly type: 'RequestReview';
}

export interface WriteReview {
  readonly type: 'WriteReview';
  readonly rating: Rating;
  readonly text: string;
}

export interface CheckReview {
  readonly type: 'CheckReview';
}

export interface ReplyToReview {
  readonly type: 'ReplyToReview';
  readonly text: string;
}

export type ReviewCommand = RequestReview | WriteReview | CheckReview | ReplyToReview;

/** Once only: a second review is refused, also with the same words, because the first was taken as it stands. */
function write({ rating, text }: WriteReview, review: Review): Decision<ReviewEvent> {
  if (review.status === 'NotRequested') return notRequested();
  if (review.status === 'Requested') return [{ type: 'ReviewWritten', data: { rating, text } }];
  return reject('REVIEW_ALREADY_WRITTEN', 'The review of this order is written already.');
}

function check(review: Review): Decision<ReviewEvent> {
  if (review.status === 'Checked') return nothing;
  if (review.status === 'Written') return [{ type: 'ReviewChecked', data: {} }];
  return notWritten(review);
}

function reply({ text }: ReplyToReview, review: Review): Decision<ReviewEvent> {
  if (!('reply' in review)) return notWritten(review);
  if (review.reply === text) return nothing;
  if (review.reply !== null) return reject('REVIEW_ALREADY_REPLIED', 'The review is answered already.');
  return [{ type: 'ReviewReplied', data: { text } }];
}

function notRequested(): Rejection {
  return reject('REVIEW_NOT_REQUESTED', 'A review is asked for once the flowers are delivered.');
}

function notWritten(review: Review): Rejection {
  return review.status === 'NotRequested'
    ? notRequested()
    : reject('REVIEW_NOT_WRITTEN', 'The customer has not written the review yet.');
}

function decide(command: ReviewCommand, review: Review): Decision<ReviewEvent> {
  switch (command.type) {
    case 'RequestReview':
      return review.status === 'NotRequested' ? [{ type: 'ReviewRequested', data: {} }] : nothing;
    case 'WriteReview':
      return write(command, review);
    case 'CheckReview':
      return check(review);
    case 'ReplyToReview':
      return reply(command, review);
    default:
      return command satisfies never;
  }
}

export const reviewDecider: Decider<Review, ReviewCommand, ReviewEvent> = {
  initial: initialReview,
  evolve: evolveReview,
  decide,
};
