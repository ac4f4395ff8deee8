import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { Problem } from '../problems/problem.ts';
import { problems } from '../schemas/problem.ts';
import type { Api } from '../types.ts';

const tags = ['Probes'];
const ok = z.strictObject({ status: z.literal('ok') });
const ready = z.strictObject({
  status: z.literal('ok'),
  warnings: z
    .array(z.string())
    .optional()
    .meta({ description: 'what an operator has to look at though this process works' }),
});

/** What a platform asks before it sends traffic, and before it gives a process up. */
export function probeRoutes(app: Api, { readiness, warnings: warn }: Pick<ApiDeps, 'readiness' | 'warnings'>): void {
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
      response: { 200: ready, ...problems(503) },
    },
    handler: async () => {
      const reasons = await readiness();
      const warnings = [...(await warn())];
      if (reasons.length === 0) return { status: 'ok' as const, ...(warnings.length > 0 && { warnings }) };
      const facts = { reasons: [...reasons, ...warnings] };
      throw new Problem(503, 'NOT_READY', 'This process can’t work now.', { facts, retryAfter: 5 });
    },
  });
}
