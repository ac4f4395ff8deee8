import { z } from 'zod';
import { unknownEvent } from '../domain/decider.ts';
import type { ReviewEvent } from '../domain/review/index.ts';
import type { Recorded } from '../platform/eventstore/recorded-event.ts';
import { personal } from '../platform/views/personal.ts';
import { indexKey } from '../platform/views/view.ts';
import { orderIdOf } from '../stored-events/streams.ts';
import { erasedBy } from './erased-by.ts';
import { reviewStatus } from './schemas.ts';
import type { ShopView } from './shop-view.ts';

const document = z
  .object({
    orderId: z.string(),
    status: reviewStatus,
    rating: z.number().nullable(),
    text: personal('customer', z.string().nullable()),
    reply: personal('customer', z.string().nullable()),
    requestedAt: z.string(),
    writtenAt: z.string().nullable(),
  })
  .readonly();

/** What a customer was asked, has said, and was told. */
export type ReviewView = z.output<typeof document>;

/** Whether the florist has answered a written review. */
export type ReviewAnswerState = 'open' | 'answered';

/** The florist's list of reviews. */
export const reviewsView: ShopView<ReviewView, 'review'> = {
  name: 'reviews',
  revision: 1,
  schema: document,
  categories: ['review'],
  erasedBy,
  docId: ({ streamId }) => orderIdOf(streamId),
  evolve,
  indexes: {
    newest: ({ requestedAt }, id) => indexKey(requestedAt, id),
    status: ({ status, requestedAt }, id) => indexKey(status, requestedAt, id),
    // From the end: what waits for an answer, then what has one; each the newest first.
    answer: ({ rating, reply, writtenAt }, id) =>
      rating === null ? null : indexKey(reply === null ? 'open' : 'answered', writtenAt ?? '', id),
  },
};

function evolve(doc: ReviewView | null, event: Recorded<ReviewEvent>): ReviewView | null {
  switch (event.type) {
    case 'ReviewRequested': {
      const nothingYet = { rating: null, text: null, reply: null, writtenAt: null };
      const orderId = orderIdOf(event.streamId) ?? '';
      return doc ?? { orderId, status: 'Requested', ...nothingYet, requestedAt: event.at };
    }
    case 'ReviewWritten': {
      const { rating, text } = event.data;
      return doc && { ...doc, rating, text, status: 'Written', writtenAt: event.at };
    }
    case 'ReviewChecked':
      return doc && { ...doc, status: 'Checked' };
    case 'ReviewReplied':
      return doc && { ...doc, reply: event.data.text };
    default:
      return unknownEvent(doc, event);
  }
}
