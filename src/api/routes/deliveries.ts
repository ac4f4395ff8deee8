import { z } from 'zod';
import { type FloristStep, takeDeliveryStep } from '../../application/deliver.ts';
import { LONGEST } from '../../domain/limits.ts';
import { commandOf } from '../commands/command-of.ts';
import { resultOf } from '../commands/result.ts';
import type { ApiDeps } from '../deps.ts';
import { cursor, limit, line } from '../input/fields.ts';
import { positionToken } from '../input/position.ts';
import { deliverySchema } from '../schemas/delivery.ts';
import { problems } from '../schemas/problem.ts';
import { deliveryStatus, noBody, orderPath, pageOf, stepAnswer } from '../schemas/shared.ts';
import type { Api } from '../types.ts';

const tags = ['Deliveries'];
const access = ['florist', 'operator'] as const;
const withReason = z.strictObject({ reason: line(LONGEST.reason) });

/** The florist's board, and the steps that the florist takes (R4). */
export function deliveryRoutes(app: Api, deps: ApiDeps): void {
  const { shop, queries } = deps;

  app.route({
    method: 'GET',
    url: '/api/deliveries',
    config: { access },
    schema: {
      operationId: 'listDeliveries',
      summary: 'The board: what is due first comes first',
      tags,
      querystring: z.strictObject({
        status: deliveryStatus.optional(),
        cursor: cursor.optional(),
        limit: limit.optional(),
        after: positionToken(shop.log.logId).optional(),
      }),
      response: { 200: pageOf(deliverySchema) },
    },
    handler: ({ query: { after, ...page } }) => queries.deliveries(page, after),
  });

  step('accept', 'Confirm the order', noBody, () => ({ type: 'AcceptDelivery' }));
  step('reject', 'Refuse the order, before it was accepted', withReason, ({ reason }) => ({
    type: 'RejectDelivery',
    by: 'florist',
    reason,
  }));
  step('start', 'Set off, also after a failed try', noBody, () => ({ type: 'StartDelivery' }));
  step('complete', 'The flowers are there', noBody, () => ({ type: 'CompleteDelivery' }));
  step('fail', 'The flowers could not be handed over', withReason, ({ reason }) => ({ type: 'FailDelivery', reason }));
  step('return', 'The flowers are back, after a failed try', noBody, () => ({ type: 'ReturnDelivery' }));

  function step<Body extends z.ZodType>(
    name: string,
    summary: string,
    body: Body,
    toStep: (body: z.output<Body>) => FloristStep,
  ): void {
    app.route({
      method: 'POST',
      url: `/api/deliveries/:orderId/${name}`,
      config: { access },
      schema: {
        operationId: `${name}Delivery`,
        summary,
        description: 'A step that is taken already answers 200 again; one out of turn is 409.',
        tags,
        params: orderPath,
        body,
        response: { 200: stepAnswer(deliveryStatus), ...problems(404, 409) },
      },
      handler: async (request) => {
        const { orderId } = request.params as z.output<typeof orderPath>;
        const taken = toStep(request.body as z.output<Body>);
        return resultOf(shop, await takeDeliveryStep(shop, orderId, taken, commandOf(deps, request)));
      },
    });
  }
}
