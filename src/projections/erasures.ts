import { z } from 'zod';
import { unknownEvent } from '../domain/decider.ts';
import type { ErasureEvent } from '../domain/erasure/index.ts';
import type { Recorded } from '../platform/eventstore/recorded-event.ts';
import { parseStreamId } from '../platform/eventstore/stream-names.ts';
import { indexKey } from '../platform/views/view.ts';
import type { ShopView } from './shop-view.ts';

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
export const erasuresView: ShopView<ErasureView, 'erasure'> = {
  name: 'erasures',
  revision: 1,
  schema: document,
  categories: ['erasure'],
  docId: ({ streamId }) => parseStreamId(streamId).id,
  evolve,
  indexes: { newest: ({ requestedAt }, id) => indexKey(requestedAt, id) },
};

function evolve(doc: ErasureView | null, event: Recorded<ErasureEvent>): ErasureView | null {
  switch (event.type) {
    case 'ErasureRequested': {
      const { id: erasureId } = parseStreamId(event.streamId);
      const { cause } = event.data;
      const { actor: by } = event.metadata;
      return doc ?? { erasureId, cause, by, requestedAt: event.at, completedAt: null, orders: 0 };
    }
    case 'OrdersErased':
      return doc && { ...doc, orders: doc.orders + event.data.orders.length, completedAt: null };
    case 'ErasureCompleted':
      return doc && { ...doc, orders: event.data.orders, completedAt: event.at };
    default:
      return unknownEvent(doc, event);
  }
}
