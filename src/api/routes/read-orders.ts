import { hash } from 'node:crypto';
import { z } from 'zod';
import type { OrderStatusView } from '../../projections/queries.ts';
import type { ApiDeps } from '../deps.ts';
import { isKnown } from '../input/etags.ts';
import { cursor, limit } from '../input/fields.ts';
import { positionToken } from '../input/position.ts';
import { orderNotFound } from '../problems/problem.ts';
import { orderSchema } from '../schemas/order.ts';
import { problems } from '../schemas/problem.ts';
import { orderPath, orderStatus, pageOf } from '../schemas/shared.ts';
import { shownOrder } from '../shown-order.ts';
import type { Api } from '../types.ts';

const tags = ['Orders'];

/** An order as it is sent. */
interface Answer {
  readonly body: string;
  readonly etag: string;
}

/** How an order stands, at any time (R10). */
export function readOrderRoutes(app: Api, deps: ApiDeps): void {
  const { shop, queries } = deps;
  /** By the order as the view keeps it at hand: who follows an order asks again and again for what has not changed. */
  const answers = new WeakMap<OrderStatusView, Answer>();
  const after = positionToken(shop.log.logId).optional();

  app.route({
    method: 'GET',
    url: '/api/orders/:orderId',
    config: { access: ['customer', 'florist', 'operator'] },
    schema: {
      operationId: 'getOrder',
      summary: 'How an order stands',
      description:
        'Answers with an `ETag`; with the same one in `If-None-Match` it answers 304 as long as nothing changed.',
      tags,
      params: orderPath,
      querystring: z.strictObject({ after }),
      response: { 200: orderSchema, 304: z.undefined().meta({ description: 'As you know it' }), ...problems(404) },
    },
    handler: async (request, reply) => {
      const order = await shownOrder(deps, request.params.orderId, request.query.after);
      if (order === null) throw orderNotFound();
      let answer = answers.get(order);
      if (answer === undefined) {
        answer = answerOf(order);
        answers.set(order, answer);
      }
      const { body, etag } = answer;
      reply.headers({ etag, 'cache-control': 'private, no-cache' });
      if (isKnown(request, etag)) return reply.code(304).send();
      reply.type('application/json; charset=utf-8');
      return body;
    },
  });

  app.route({
    method: 'GET',
    url: '/api/orders',
    config: { access: ['florist', 'operator'] },
    schema: {
      operationId: 'listOrders',
      summary: 'Orders, newest first',
      tags,
      querystring: z.strictObject({
        status: orderStatus.optional(),
        cursor: cursor.optional(),
        limit: limit.optional(),
        after,
      }),
      response: { 200: pageOf(orderSchema) },
    },
    handler: ({ query: { after, ...page } }) => queries.orders(page, after),
  });
}

function answerOf(order: OrderStatusView): Answer {
  const body = JSON.stringify(order);
  return { body, etag: `"${hash('sha1', body, 'base64url')}"` };
}
