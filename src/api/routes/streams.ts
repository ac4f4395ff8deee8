import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Position, START } from '../../platform/eventstore/event-store.ts';
import { fromPositionToken } from '../../platform/eventstore/position-token.ts';
import type { ApiDeps } from '../deps.ts';
import { positionToken } from '../input/position.ts';
import { orderNotFound, Problem } from '../problems/problem.ts';
import { boardSchema, deliverySchema } from '../schemas/delivery.ts';
import { orderSchema } from '../schemas/order.ts';
import { problems } from '../schemas/problem.ts';
import { orderPath } from '../schemas/shared.ts';
import { shownOrder } from '../shown-order.ts';
import { boardEvents } from '../streams/board-events.ts';
import { LiveChanges } from '../streams/live-changes.ts';
import { OpenStreams } from '../streams/open-streams.ts';
import { orderEvents } from '../streams/order-events.ts';
import type { Api } from '../types.ts';

/** Server-sent events: an order's status for those who may see it, the board for the florist. */
export function streamRoutes(app: Api, deps: ApiDeps): void {
  const { shop, events, timer, config } = deps;
  const live = new LiveChanges(events, timer);
  const streams = new OpenStreams(app, config, timer);
  const query = z.strictObject({ after: positionToken(shop.log.logId).optional() });

  app.route({
    method: 'GET',
    url: '/api/orders/:orderId/stream',
    exposeHeadRoute: false,
    config: { access: ['customer', 'florist', 'operator'] },
    schema: {
      operationId: 'followOrder',
      summary: 'The status at once, then each change',
      description:
        'Events are named `status`; their data is the order as `GET` shows it. Resumes with `Last-Event-ID`.',
      tags: ['Orders'],
      params: orderPath,
      querystring: query,
      response: { 200: eventStream(orderSchema), ...problems(404) },
    },
    handler: async (request, reply) => {
      const { orderId } = request.params;
      const { after } = request.query;
      if ((await shownOrder(deps, orderId, after)) === null) throw orderNotFound();
      const from = after ?? lastSeen(request) ?? START;
      return streams.answer(request, reply, orderEvents(deps, live, orderId, from));
    },
  });

  app.route({
    method: 'GET',
    url: '/api/deliveries/stream',
    exposeHeadRoute: false,
    config: { access: ['florist', 'operator'] },
    schema: {
      operationId: 'followDeliveries',
      summary: 'The whole board, then each change of it',
      description:
        'The first event is named `board`: its data are all open orders. What changes afterwards comes as events named `delivery`, whose data are the order’s place on the board, ended orders included. With `Last-Event-ID`, or `after`, each order that changed since comes as a `delivery` after the board, so that who comes back learns how those ended that are no longer on it.',
      tags: ['Deliveries'],
      querystring: query,
      response: { 200: eventStream(z.union([boardSchema, deliverySchema])) },
    },
    handler: async (request, reply) =>
      streams.answer(request, reply, boardEvents(deps, live, request.query.after ?? lastSeen(request))),
  });

  /**
   * Where the caller's former stream ended; null when there was none.
   * @throws Problem 400 for what is no position of this log: going on from anywhere else would leave changes out.
   */
  function lastSeen({ headers }: FastifyRequest): Position | null {
    const id = headers['last-event-id'];
    if (id === undefined || id === '') return null;
    const position = fromPositionToken(shop.log.logId, String(id));
    if (position !== null) return position;
    throw new Problem(400, 'INVALID_REQUEST', 'Last-Event-ID is not the id of an event of this log.');
  }
}

function eventStream(data: z.ZodType) {
  return { description: 'Server-sent events', content: { 'text/event-stream': { schema: data } } };
}
