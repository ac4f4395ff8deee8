import { z } from 'zod';
import type { DisputedAmounts } from '../../domain/payment/index.ts';
import { toPositionToken } from '../../platform/eventstore/position-token.ts';
import type { ProcessView } from '../../platform/processes/operations.ts';
import { idempotencyKeyOf } from '../commands/idempotency-key.ts';
import { answerParked, skipParked } from '../commands/parked.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf } from '../identity/identity.ts';
import { processSchema, reconciliationSchema } from '../schemas/operations.ts';
import { problems } from '../schemas/problem.ts';
import { noBody, orderId } from '../schemas/shared.ts';
import type { Api } from '../types.ts';

const tags = ['Operations'];
const access = ['operator'] as const;
const parkedPath = z.strictObject({ name: z.string(), orderId: z.string() });

/**
 * What operators see of the process managers, and may tell them. These commands write no event: a repeat is evaluated again, and
 * finds nothing left to do.
 */
export function processRoutes(app: Api, { shop, operations, skipNotes }: ApiDeps): void {
  app.route({
    method: 'GET',
    url: '/api/processes',
    config: { access },
    schema: {
      operationId: 'listProcesses',
      summary: 'What each process manager does, waits for and can’t go on with',
      tags,
      querystring: z.strictObject({}),
      response: { 200: z.strictObject({ items: z.array(processSchema) }) },
    },
    handler: async () => {
      const processes = await operations.list();
      return {
        items: processes.map((one) => present(one, shop.log.logId)),
      };
    },
  });

  for (const action of ['retry', 'skip'] as const) {
    app.route({
      method: 'POST',
      url: `/api/processes/:name/parked/:orderId/${action}`,
      config: { access },
      schema: {
        operationId: `${action}Parked`,
        summary: action === 'retry' ? 'Decide a parked order anew' : 'Forget a parked order until its next event',
        tags,
        params: parkedPath,
        body: noBody,
        response: { 200: z.strictObject({ process: z.string(), orderId }), ...problems(404, 409) },
      },
      handler: async (request) => {
        idempotencyKeyOf(request);
        const { name, orderId } = request.params as z.output<typeof parkedPath>;
        if (action === 'retry') answerParked(await operations.retry(name, orderId));
        else
          await skipParked(
            { operations, skipNotes },
            { process: name, instanceId: orderId, by: actorOf(request.identity), reason: null },
          );
        return { process: name, orderId };
      },
    });
  }

  app.route({
    method: 'GET',
    url: '/api/reconciliation',
    config: { access },
    schema: {
      operationId: 'getReconciliation',
      summary: 'The last comparison of the gateway’s list with the streams',
      tags,
      querystring: z.strictObject({}),
      response: { 200: reconciliationSchema },
    },
    handler: () => operations.reconciliation(),
  });

  app.route({
    method: 'POST',
    url: '/api/reconciliation',
    config: { access },
    schema: {
      operationId: 'reconcile',
      summary: 'Compare now; `GET` tells how it goes',
      tags,
      body: noBody,
      response: { 202: reconciliationSchema },
    },
    handler: async (request, reply) => {
      idempotencyKeyOf(request);
      await operations.reconcile();
      reply.code(202);
      return operations.reconciliation();
    },
  });
}

/** The contract calls an instance of a process an order, and its facts by what they are: amounts of a disputed charge. */
function present(process: ProcessView, logId: string) {
  return {
    ...process,
    position: toPositionToken(logId, process.position),
    open: process.open.map(({ instanceId, facts, ...item }) => ({
      orderId: instanceId,
      ...item,
      amounts: facts as DisputedAmounts | null,
    })),
    parked: process.parked.map(({ instanceId, ...item }) => ({ orderId: instanceId, ...item })),
  };
}
