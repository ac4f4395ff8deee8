import { z } from 'zod';
import { personal } from '../platform/views/personal.ts';
import { indexKey, type View } from '../platform/views/view.ts';
import type { RecordedEvent } from '../stored-events/event-log.ts';
import { orderIdOf } from '../stored-events/streams.ts';
import { erasedBy } from './erased-by.ts';

const status = z.enum(['Attempted', 'Sent', 'Failed', 'Dropped']);
const document = z
  .object({
    orderId: z.string(),
    template: z.string(),
    /** The number with its middle masked. */
    to: personal('customer', z.string()),
    status,
    at: z.string(),
    attempts: z.number(),
  })
  .readonly();

/** One SMS about one fact to one person. */
export type NotificationView = z.output<typeof document>;
export type NotificationStatus = z.output<typeof status>;

/** Every notice: one document each, by its reference at the SMS system. */
export const notificationsView: View<NotificationView> = {
  name: 'notifications',
  revision: 1,
  schema: document,
  categories: ['notification'],
  erasedBy,
  docId: refOf,
  evolve,
  ofOwner: 'order',
  indexes: {
    newest: ({ at }, id) => indexKey(at, id),
    status: ({ status: now, at }, id) => indexKey(now, at, id),
    order: ({ orderId, at }, id) => indexKey(orderId, at, id),
    'order-status': ({ orderId, status: now, at }, id) => indexKey(orderId, now, at, id),
  },
};

function refOf(event: RecordedEvent): string | null {
  switch (event.type) {
    case 'SmsAttempted':
    case 'SmsSent':
    case 'SmsFailed':
    case 'SmsDropped':
      return event.data.ref;
    default:
      return null;
  }
}

function evolve(doc: NotificationView | null, event: RecordedEvent): NotificationView | null {
  switch (event.type) {
    case 'SmsAttempted': {
      const { template, to, attempt } = event.data;
      return {
        orderId: orderIdOf(event.streamId) ?? '',
        template,
        to,
        status: 'Attempted',
        at: event.at,
        attempts: attempt,
      };
    }
    case 'SmsDropped': {
      const { template, to } = event.data;
      const attempts = doc?.attempts ?? 0;
      return { orderId: orderIdOf(event.streamId) ?? '', template, to, status: 'Dropped', at: event.at, attempts };
    }
    case 'SmsSent':
      return doc === null ? null : { ...doc, status: 'Sent', at: event.at };
    case 'SmsFailed':
      return doc === null ? null : { ...doc, status: 'Failed', at: event.at };
    default:
      return doc;
  }
}
