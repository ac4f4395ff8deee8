import { z } from 'zod';
import { parseStreamId } from '../platform/eventstore/stream-names.ts';
import { indexKey, type View } from '../platform/views/view.ts';
import type { RecordedEvent } from '../stored-events/event-log.ts';

const document = z
  .object({
    erasureId: z.string(),
    cause: z.enum(['request', 'retention']),
    /** Who asked for it, as events name who did something. */
    by: z.string(),
    requestedAt: z.string(),
    completedAt: z.string().nullable(),
    /** How many orders stay, without the person. */
    orders: z.number(),
  })
  .readonly();

/** The proof of one erasure. It names nobody who was erased. */
export type ErasureView = z.output<typeof document>;

/** Every erasure there was. */
export const erasuresView: View<ErasureView> = {
  name: 'erasures',
  revision: 1,
  schema: document,
  categories: ['erasure'],
  docId: ({ streamId }) => parseStreamId(streamId).id,
  evolve,
  indexes: { newest: ({ requestedAt }, id) => indexKey(requestedAt, id) },
};

function evolve(doc: ErasureView | null, event: RecordedEvent): ErasureView | null {
  if (event.type === 'ErasureRequested') {
    const { id: erasureId } = parseStreamId(event.streamId);
    const { cause } = event.data;
    const { actor: by } = event.metadata;
    return doc ?? { erasureId, cause, by, requestedAt: event.at, completedAt: null, orders: 0 };
  }
  if (doc === null) return null;
  if (event.type === 'OrdersErased')
    return { ...doc, orders: doc.orders + event.data.orders.length, completedAt: null };
  if (event.type === 'ErasureCompleted') return { ...doc, orders: event.data.orders, completedAt: event.at };
  return doc;
}
