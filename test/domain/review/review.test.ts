import { describe, it } from '@jest/globals';
import { reviewDecider } from '../../../src/domain/review/index.ts';
import { given, nothingHappens, rejects, specify } from '../../support/given.ts';
import { reviewCommands, reviewEvents } from '../examples/review.ts';

const { ReviewRequested, ReviewWritten, ReviewChecked, ReviewReplied } = reviewEvents;

const written = [ReviewRequested, ReviewWritten];

describe('Review', () => {
  specify({
    decider: reviewDecider,
    given: {
      'not asked for': [],
      'asked for': [ReviewRequested],
      written,
      checked: [...written, ReviewChecked],
      'answered without a check': [...written, ReviewReplied],
      'checked and answered': [...written, ReviewChecked, ReviewReplied],
    },
    when: reviewCommands,
    outcomes: {
      'not asked for': {
        RequestReview: [ReviewRequested],
        WriteReview: rejects('REVIEW_NOT_REQUESTED'),
        CheckReview: rejects('REVIEW_NOT_REQUESTED'),
        ReplyToReview: rejects('REVIEW_NOT_REQUESTED'),
      },
      'asked for': {
        RequestReview: nothingHappens,
        WriteReview: [ReviewWritten],
        CheckReview: rejects('REVIEW_NOT_WRITTEN'),
        ReplyToReview: rejects('REVIEW_NOT_WRITTEN'),
      },
      written: {
        RequestReview: nothingHappens,
        WriteReview: rejects('REVIEW_ALREADY_WRITTEN'),
        CheckReview: [ReviewChecked],
        ReplyToReview: [ReviewReplied],
      },
      checked: {
        RequestReview: nothingHappens,
        WriteReview: rejects('REVIEW_ALREADY_WRITTEN'),
        CheckReview: nothingHappens,
        ReplyToReview: [ReviewReplied],
      },
      'answered without a check': {
        RequestReview: nothingHappens,
        WriteReview: rejects('REVIEW_ALREADY_WRITTEN'),
        CheckReview: [ReviewChecked],
        ReplyToReview: nothingHappens,
      },
      'checked and answered': {
        RequestReview: nothingHappens,
        WriteReview: rejects('REVIEW_ALREADY_WRITTEN'),
        CheckReview: nothingHappens,
        ReplyToReview: nothingHappens,
      },
    },
  });

  it('is answered once: other words come too late', () => {
    given(reviewDecider, [...written, ReviewReplied])
      .when({ type: 'ReplyToReview', text: 'Come again!' })
      .leadsTo(rejects('REVIEW_ALREADY_REPLIED'));
  });
});
