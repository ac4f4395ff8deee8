import { z } from 'zod';
import { toPositionToken } from '../../platform/eventstore/position-token.ts';
import type { ApiDeps } from '../deps.ts';
import { logSchema } from '../schemas/operations.ts';
import type { Api } from '../types.ts';

/** How far the log was checked, and what is wrong with it. */
export function logRoutes(app: Api, { shop, logOperations }: ApiDeps): void {
  app.route({
    method: 'GET',
    url: '/api/log',
    config: { access: ['operator'] },
    schema: {
      operationId: 'getLog',
      summary: 'How far the log was checked, and what is damaged',
      description: 'All of it is checked after each start, and daily.',
      tags: ['Operations'],
      querystring: z.strictObject({}),
      response: { 200: logSchema },
    },
    handler: async () => {
      const { head, checkedTo, checkedAt, damage } = await logOperations.status();
      const token = (position: string) => toPositionToken(shop.log.logId, position);
      return {
        head: token(head),
        checkedTo: token(checkedTo),
        checkedAt,
        damage: damage.map((each) => ({ ...each, position: token(each.position) })),
      };
    },
  });
}
