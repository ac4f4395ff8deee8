import { z } from 'zod';
import { CURRENCY } from '../../domain/money.ts';
import { shopTimeAt } from '../../domain/shop-time.ts';
import type { ApiDeps } from '../deps.ts';
import { positionToken } from '../input/position.ts';
import { period, takingsSchema } from '../schemas/takings.ts';
import type { Api } from '../types.ts';

/** What the shop took. */
export function takingsRoute(app: Api, { shop, queries }: ApiDeps): void {
  app.route({
    method: 'GET',
    url: '/api/takings',
    config: { access: ['florist', 'operator'] },
    schema: {
      operationId: 'getTakings',
      summary: 'What was charged and given back in a day or a month',
      description:
        'Today, where no period is given. A refund counts on the day on which it happened, and what was shared between bouquets and delivery fees adds up to the whole.',
      tags: ['Takings'],
      querystring: z.strictObject({
        period: period.optional(),
        after: positionToken(shop.log.logId).optional(),
      }),
      response: { 200: takingsSchema },
    },
    handler: async ({ query }) => {
      const takings = await queries.takings(query.period ?? shopTimeAt(shop.clock.now()).day, query.after);
      return { currency: CURRENCY, ...takings };
    },
  });
}
