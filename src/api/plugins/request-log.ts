import type { FastifyInstance } from 'fastify';

/**
 * Writes one line for each answer. It names the route's pattern and never the URL: ids say little, and a path may hold a
 * customer's link.
 */
export function installRequestLog(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { statusCode, elapsedTime } = reply;
    const facts = {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: statusCode,
      ms: Math.round(elapsedTime * 10) / 10,
    };
    if (statusCode >= 500) request.log.error(facts, 'request');
    else request.log.info(facts, 'request');
    done();
  });
}
