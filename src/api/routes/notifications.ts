import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { cursor, limit } from '../input/fields.ts';
import { positionToken } from '../input/position.ts';
import { notificationSchema, notificationStatus } from '../schemas/notification.ts';
import { pageOf } from '../schemas/shared.ts';
import type { Api } from '../types.ts';

/** Which SMS was sent about which order (R11). */
export function notificationRoutes(app: Api, { shop, queries }: ApiDeps): void {
  app.route({
    method: 'GET',
    url: '/api/notifications',
    config: { access: ['florist', 'operator'] },
    schema: {
      operationId: 'listNotifications',
      summary: 'Notices, newest first; phone numbers are masked',
      tags: ['Notifications'],
      querystring: z.strictObject({
        orderId: z.uuid().optional(),
        status: notificationStatus.optional(),
        cursor: cursor.optional(),
        limit: limit.optional(),
        after: positionToken(shop.log.logId).optional(),
      }),
      response: { 200: pageOf(notificationSchema) },
    },
    handler: ({ query: { after, ...page } }) => queries.notifications(page, after),
  });
}
