import { placeOrder } from '../../application/place-order.ts';
import { CURRENCY } from '../../domain/money.ts';
import { MAX_UNPAID_ORDERS } from '../../domain/order/index.ts';
import { commandOf } from '../commands/command-of.ts';
import { resultOf } from '../commands/result.ts';
import type { ApiDeps } from '../deps.ts';
import { placedOrderSchema } from '../schemas/order.ts';
import { placeOrderBody, toWish } from '../schemas/place-order.ts';
import { problems } from '../schemas/problem.ts';
import type { Api } from '../types.ts';

/** Where an order comes into being (R1). */
export function placeOrderRoute(app: Api, deps: ApiDeps): void {
  const { shop, identities, config } = deps;

  app.route({
    method: 'POST',
    url: '/api/orders',
    config: { access: 'anyone', limit: 'placing' },
    schema: {
      operationId: 'placeOrder',
      summary: 'Order flowers',
      description:
        'Prices come from the menu at that moment; a `confirmedTotal` that no longer holds is 409 PRICE_CHANGED. ' +
        `Of one customer’s phone ${MAX_UNPAID_ORDERS} orders of the last hour may be unpaid or declined; one more is 429 ` +
        'TOO_MANY_UNPAID_ORDERS.',
      tags: ['Orders'],
      body: placeOrderBody(config),
      response: { 201: placedOrderSchema, ...problems(409) },
    },
    handler: async (request, reply) => {
      const placed = await placeOrder(shop, toWish(request.body), commandOf(deps, request));
      const { orderId, status, total, position } = resultOf(shop, placed);
      const trackingToken = identities.links.tokenFor(orderId);
      reply.code(201).header('location', `/api/orders/${orderId}`);
      return {
        orderId,
        trackingToken,
        trackingUrl: identities.links.urlOf(trackingToken),
        status,
        total,
        currency: CURRENCY,
        position,
      };
    },
  });
}
