import type { FastifyBaseLogger, FastifyInstance } from 'fastify';

/**
 * Writes one line for each answer. It names the route's pattern and never the URL: ids say little, and a path may hold a
 * customer's link.
 */
export function installRequestLog(app: FastifyInstance): void {
  // These facts are all ours: looking through them for secrets would cost more than writing them.
  const log = app.log.child({}, { redact: [] });
  /** What lines of one kind have in common is written down once. There are no more kinds than routes, methods and statuses. */
  const kinds = new Map<string, FastifyBaseLogger>();
  app.addHook('onResponse', (request, reply, done) => {
    const { statusCode, elapsedTime } = reply;
    const lines = linesOf(request.method, request.routeOptions.url ?? 'unknown', statusCode);
    const facts = { requestId: request.id, ms: Math.round(elapsedTime * 10) / 10 };
    if (statusCode >= 500) lines.error(facts, 'request');
    else lines.info(facts, 'request');
    done();
  });

  function linesOf(method: string, route: string, status: number): FastifyBaseLogger {
    const kind = `${status} ${method} ${route}`;
    const known = kinds.get(kind);
    if (known !== undefined) return known;
    const lines = log.child({ method, route, status });
    kinds.set(kind, lines);
    return lines;
  }
}
