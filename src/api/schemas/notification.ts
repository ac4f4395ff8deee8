import { z } from 'zod';
import { orderId, timestamp } from './shared.ts';

export const notificationStatus = z.enum(['Attempted', 'Sent', 'Failed', 'Dropped']).meta({ id: 'NotificationStatus' });

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
