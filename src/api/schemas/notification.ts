import { z } from 'zod';
import { NOTICE_STATUSES } from '../../domain/notification/index.ts';
import type { NotificationView } from '../../projections/queries.ts';
import type { Missing } from '../../stored-events/agreement.ts';
import { orderId, timestamp } from './shared.ts';

export const notificationStatus = z.enum(NOTICE_STATUSES).meta({ id: 'NotificationStatus' });

/** One SMS about one fact to one person; the phone number is masked. */
export const notificationSchema = z
  .strictObject({
    orderId,
    template: z.string(),
    to: z.string(),
    status: notificationStatus,
    at: timestamp,
    attempts: z.int(),
  })
  .meta({ id: 'Notification' });
null as unknown as Missing<NotificationView, z.output<typeof notificationSchema>> satisfies never;
