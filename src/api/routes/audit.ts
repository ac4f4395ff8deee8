import { z } from 'zod';
import { readAuditedOrder } from '../../audit/audited-order.ts';
import { type AsOf, orderAt } from '../../audit/standing.ts';
import { tellStory } from '../../audit/story.ts';
import { readStreamPage } from '../../audit/stream-events.ts';
import type { ApiDeps } from '../deps.ts';
import { positionToken } from '../input/position.ts';
import { invalid, orderNotFound, Problem } from '../problems/problem.ts';
import { storySchema, streamPageSchema, time } from '../schemas/audit.ts';
import { orderSchema } from '../schemas/order.ts';
import { problems } from '../schemas/problem.ts';
import { orderPath } from '../schemas/shared.ts';
import type { Api } from '../types.ts';

const tags = ['Audit'];
const access = ['operator'] as const;
const MAX_EVENTS = 1_000;
/** No stream is as long. */
const MAX_REVISION = 999_999_999;

/** What happened, to whom, by whom and why (R15). Reads the streams themselves, and shows also what can't be read. */
export function auditRoutes(app: Api, { shop: { log } }: ApiDeps): void {
  app.route({
    method: 'GET',
    url: '/api/audit/streams/:stream',
    config: { access },
    schema: {
      operationId: 'getStream',
      summary: 'The events of one stream',
      tags,
      params: z.strictObject({ stream: z.string() }),
      querystring: z.strictObject({ from: revision.optional(), limit: count.optional() }),
      response: { 200: streamPageSchema, ...problems(404) },
    },
    handler: async ({ params: { stream }, query: { from = 0, limit = MAX_EVENTS } }) => {
      const page = await readStreamPage(log, stream, { from, limit });
      if (page === null) throw new Problem(404, 'STREAM_NOT_FOUND', 'There is no such stream.');
      return page;
    },
  });

  app.route({
    method: 'GET',
    url: '/api/audit/orders/:orderId',
    config: { access },
    schema: {
      operationId: 'getStory',
      summary: 'The whole story of an order, or the order as it stood',
      description:
        'All events of its streams in the order of the log, each with who did it, what caused it and what it caused. With `at`, ' +
        'or exactly with `position`, the order as it stood then; 404 before it was placed.',
      tags,
      params: orderPath,
      querystring: z.strictObject({
        at: time.optional(),
        position: positionToken(log.logId).optional().meta({ description: '`position` of an event of the story' }),
      }),
      response: { 200: z.union([storySchema, orderSchema]), ...problems(404) },
    },
    handler: async ({ params: { orderId }, query }) => {
      const moment = momentOf(query);
      const record = await readAuditedOrder(log, orderId);
      const found = record && (moment === null ? tellStory(log.logId, record) : orderAt(record, moment));
      if (found === null) throw orderNotFound();
      return found;
    },
  });
}

const revision = z
  .string()
  .refine((written) => /^(0|[1-9]\d{0,8})$/.test(written), 'must be a revision, from 0')
  .transform(Number)
  .meta({ type: 'integer', minimum: 0, maximum: MAX_REVISION, description: 'First revision; 0 where it is not given' });

const count = z
  .string()
  .refine((written) => /^([1-9]\d{0,2}|1000)$/.test(written), `must be a whole number from 1 to ${MAX_EVENTS}`)
  .transform(Number)
  .meta({ type: 'integer', minimum: 1, maximum: MAX_EVENTS, description: `${MAX_EVENTS} where it is not given` });

/** @throws Problem 400 when two moments are asked for at once. */
function momentOf({ at, position }: { at?: string | undefined; position?: string | undefined }): AsOf | null {
  if (at !== undefined && position !== undefined) {
    throw invalid('The query is not valid.', [{ pointer: '/position', detail: 'can’t be given together with at' }]);
  }
  if (at !== undefined) return { at };
  return position === undefined ? null : { position };
}
