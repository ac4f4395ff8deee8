import { z } from 'zod';
import { unknownEvent } from '../domain/decider.ts';
import { NOTICE_STATUSES, type NotificationEvent } from '../domain/notification/index.ts';
import type { Recorded } from '../platform/eventstore/recorded-event.ts';
import { personal } from '../platform/views/personal.ts';
import { indexKey } from '../platform/views/view.ts';
import { orderIdOf } from '../stored-events/streams.ts';
import { erasedBy } from './erased-by.ts';
import type { ShopView } from './shop-view.ts';

const status = z.enum(NOTICE_STATUSES);
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
export const notificationsView: ShopView<NotificationView, 'notification'> = {
  name: 'notifications',
  revision: 1,
  schema: document,
  categories: ['notification'],
  erasedBy,
  docId: ({ data }) => data.ref,
  evolve,
  ofOwner: 'order',
  indexes: {
    newest: ({ at }, id) => indexKey(at, id),
    status: ({ status: now, at }, id) => indexKey(now, at, id),
    order: ({ orderId, at }, id) => indexKey(orderId, at, id),
    'order-status': ({ orderId, status: now, at }, id) => indexKey(orderId, now, at, id),
  },
};

function evolve(doc: NotificationView | null, event: Recorded<NotificationEvent>): NotificationView | null {
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
      return unknownEvent(doc, event);
  }
}
