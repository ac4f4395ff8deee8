import { z } from 'zod';

/** Every answer that says no. Some codes bring members of their own, such as the new `total` of PRICE_CHANGED. */
export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().meta({ description: 'Stable, upper snake case', examples: ['ORDER_NOT_FOUND'] }),
    requestId: z.string(),
    position: z
      .string()
      .optional()
      .meta({ description: 'What this was decided on stands up to here; hand it to a query as `after` to see that' }),
    errors: z
      .array(z.object({ pointer: z.string().meta({ description: 'JSON pointer' }), detail: z.string() }))
      .optional(),
  })
  .meta({ id: 'Problem' });

export type ProblemStatus = 400 | 401 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 429 | 503;

const meanings: Readonly<Record<ProblemStatus, string>> = {
  400: 'Malformed or invalid',
  401: 'Missing or wrong identity',
  403: 'Known, and without the right',
  404: 'Does not exist, or not for this caller',
  409: 'The state does not allow it',
  412: '`If-Match` names another version',
  413: 'The body is too large',
  415: 'The body is not JSON',
  422: 'The Idempotency-Key came before with another body',
  429: 'Too many calls; `Retry-After` says when to come back',
  503: 'Not now; `Retry-After` says when to try again',
};

/** Says in a route's schema with which refusals it answers. */
export function problems(...statuses: readonly ProblemStatus[]) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: meanings[status], content: { 'application/problem+json': { schema: problemSchema } } },
    ]),
  );
}
