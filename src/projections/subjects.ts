import { z } from 'zod';
import { unknownEvent } from '../domain/decider.ts';
import type { OrderEvent } from '../domain/order/index.ts';
import type { Recorded } from '../platform/eventstore/recorded-event.ts';
import { ERASED } from '../platform/eventstore/recorded-event.ts';
import { personal } from '../platform/views/personal.ts';
import { indexKey } from '../platform/views/view.ts';
import { orderIdOf } from '../stored-events/streams.ts';
import { erasedBy } from './erased-by.ts';
import type { ShopView } from './shop-view.ts';

const document = z
  .object({
    orderId: z.string(),
    /** Key ids of the two people; they tell nothing of them. */
    customer: personal('customer', z.string()),
    recipient: personal('recipient', z.string()),
    /** When the order was delivered, cancelled or declined; null while it goes on. */
    endedAt: z.string().nullable(),
  })
  .readonly();

/** Whose data an order holds: what an erasure goes by. */
export type SubjectsView = z.output<typeof document>;

/** The orders of each person, by the id of their key; and all orders that hold somebody's data, by when they ended. */
export const subjectsView: ShopView<SubjectsView, 'order'> = {
  name: 'subjects',
  revision: 1,
  schema: document,
  categories: ['order'],
  erasedBy,
  docId: ({ streamId }) => orderIdOf(streamId),
  evolve,
  indexes: {
    customer: ({ customer }, id) => (customer === ERASED ? null : indexKey(customer, id)),
    recipient: ({ recipient }, id) => (recipient === ERASED ? null : indexKey(recipient, id)),
    ended: ({ customer, recipient, endedAt }, id) =>
      endedAt === null || (customer === ERASED && recipient === ERASED) ? null : indexKey(endedAt, id),
  },
};

function evolve(doc: SubjectsView | null, event: Recorded<OrderEvent>): SubjectsView | null {
  switch (event.type) {
    case 'OrderPlaced': {
      if (doc !== null) return doc;
      const { customer = ERASED, recipient = ERASED } = event.subjects;
      return { orderId: orderIdOf(event.streamId) ?? '', customer, recipient, endedAt: null };
    }
    case 'OrderCompleted':
    case 'OrderCancelled':
    case 'OrderPaymentFailed':
      return doc === null ? null : { ...doc, endedAt: event.at };
    case 'OrderPaid':
    case 'OrderCancellationRequested':
    case 'OrderCancellationRefused':
      return doc;
    default:
      return unknownEvent(doc, event);
  }
}
