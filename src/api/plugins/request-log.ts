import type { FastifyInstance } from 'fastify';

/**
 * Writes one line for each answer. It names the route's pattern and never the URL: ids say little, and a path may hold a
 * customer's link.
 */
export function installRequestLog(app: FastifyInstance): void {
  // These facts are all ours: looking through them for secrets would cost more than writing them.
  const log = app.log.child({}, { redact: [] });
  app.addHook('onResponse', (request, reply, done) => {
    const { statusCode, elapsedTime } = reply;
    const facts = {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: statusCode,
      ms: Math.round(elapsedTime * 10) / 10,
    };
    if (statusCode >= 500) log.error(facts, 'request');
    else log.info(facts, 'request');
    done();
  });
}
