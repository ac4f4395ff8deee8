import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';

/** The numbers of this process, as Prometheus reads them. */
export function metricsRoute(app: FastifyInstance, registry: Registry): void {
  app.get('/metrics', { schema: { hide: true }, config: { limit: 'probing' } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}
