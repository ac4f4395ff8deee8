import { z } from 'zod';
import { personal } from '../platform/views/personal.ts';
import { indexKey, type View } from '../platform/views/view.ts';
import type { RecordedEvent } from '../stored-events/event-log.ts';
import { orderIdOf } from '../stored-events/streams.ts';
import { erasedBy } from './erased-by.ts';
import { reviewStatus } from './schemas.ts';

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
export const reviewsView: View<ReviewView> = {
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

function evolve(doc: ReviewView | null, event: RecordedEvent): ReviewView | null {
  if (event.type === 'ReviewRequested') {
    if (doc !== null) return doc;
    const orderId = orderIdOf(event.streamId) ?? '';
    const nothingYet = { rating: null, text: null, reply: null, writtenAt: null };
    return { orderId, status: 'Requested', ...nothingYet, requestedAt: event.at };
  }
  if (doc === null) return null;
  switch (event.type) {
    case 'ReviewWritten':
      return { ...doc, ...event.data, status: 'Written', writtenAt: event.at };
    case 'ReviewChecked':
      return { ...doc, status: 'Checked' };
    case 'ReviewReplied':
      return { ...doc, reply: event.data.text };
    default:
      return doc;
  }
}
