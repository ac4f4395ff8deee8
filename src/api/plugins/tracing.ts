import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { EndSpan, Spans } from '../../platform/runtime/spans.ts';

/** A span for each request, named by method and route pattern: a path may hold the secret of an order. */
export function installTracing(app: FastifyInstance, spans: Spans): void {
  const open = new WeakMap<FastifyRequest, EndSpan>();
  app.addHook('onRequest', (request, _reply, done) => {
    const { method, routeOptions } = request;
    const route = routeOptions.url ?? 'unknown';
    const attributes = { 'http.request.method': method, 'http.route': route, 'request.id': request.id };
    open.set(request, spans.begin(`${method} ${route}`, attributes));
    done();
  });
  app.addHook('onResponse', (request, { statusCode }, done) => {
    open.get(request)?.({ 'http.response.status_code': statusCode }, statusCode >= 500);
    done();
  });
}
