import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { EndSpan, Spans } from '../../platform/runtime/spans.ts';
import type { WatchAnswers } from './answers.ts';

/** A span for each request, named by method and route pattern: a path may hold the secret of an order. */
export class RequestSpans {
  readonly #spans: Spans;
  readonly #open = new WeakMap<FastifyRequest, EndSpan>();

  constructor(spans: Spans) {
    this.#spans = spans;
  }

  install(app: FastifyInstance): void {
    app.addHook('onRequest', (request, _reply, done) => {
      const { method } = request;
      const route = request.route.url ?? 'unknown';
      const attributes = { 'http.request.method': method, 'http.route': route, 'request.id': request.id };
      this.#open.set(request, this.#spans.begin(`${method} ${route}`, attributes));
      done();
    });
  }

  readonly watch: WatchAnswers = ({ status }) => {
    return (request) => this.#open.get(request)?.({ 'http.response.status_code': status }, status >= 500);
  };
}
