import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { Problem } from '../problems/problem.ts';
import { problems } from '../schemas/problem.ts';
import type { Api } from '../types.ts';

const tags = ['Probes'];
const ok = z.strictObject({ status: z.literal('ok') });

/** What a platform asks before it sends traffic, and before it gives a process up. */
export function probeRoutes(app: Api, { readiness }: Pick<ApiDeps, 'readiness'>): void {
  app.route({
    method: 'GET',
    url: '/health/live',
    config: { limit: 'probing' },
    schema: { operationId: 'isLive', summary: 'The process answers', tags, security: [], response: { 200: ok } },
    handler: async () => ({ status: 'ok' }),
  });

  app.route({
    method: 'GET',
    url: '/health/ready',
    config: { limit: 'probing' },
    schema: {
      operationId: 'isReady',
      summary: 'This process’s own roles can work; 503 with the `reasons` otherwise',
      tags,
      security: [],
      response: { 200: ok, ...problems(503) },
    },
    handler: async () => {
      const reasons = await readiness();
      if (reasons.length === 0) return { status: 'ok' };
      throw new Problem(503, 'NOT_READY', 'This process can’t work now.', { facts: { reasons }, retryAfter: 5 });
    },
  });
}
