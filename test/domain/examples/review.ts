import type { ReviewCommand, ReviewEvent } from '../../../src/domain/review/index.ts';
import type { OneOfEach } from '../../support/given.ts';

/** One event of each type, as they are told of a review in these tests. */
export const reviewEvents: OneOfEach<ReviewEvent> = {
  ReviewRequested: { type: 'ReviewRequested', data: {} },
  ReviewWritten: { type: 'ReviewWritten', data: { rating: 5, text: 'She was so happy!' } },
  ReviewChecked: { type: 'ReviewChecked', data: {} },
  ReviewReplied: { type: 'ReviewReplied', data: { text: 'So are we.' } },
};

/** The commands that lead to those events. */
export const reviewCommands: OneOfEach<ReviewCommand> = {
  RequestReview: { type: 'RequestReview' },
  WriteReview: { type: 'WriteReview', rating: 5, text: 'She was so happy!' },
  CheckReview: { type: 'CheckReview' },
  ReplyToReview: { type: 'ReplyToReview', text: 'So are we.' },
};
