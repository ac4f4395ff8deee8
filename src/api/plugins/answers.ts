import type { FastifyInstance, FastifyRequest } from 'fastify';
import { whenSent } from '../../platform/runtime/in-flight.ts';
import type { Timer } from '../../platform/runtime/timer.ts';

/** What answers have in common. There are no more kinds than methods, routes and statuses. */
export interface AnswerKind {
  readonly method: string;
  /** The route's pattern. */
  readonly route: string;
  readonly status: number;
}

/** Is told of one answer of a kind, when it is sent. `ms`: since its request came in. */
export type AnswerWatcher = (request: FastifyRequest, ms: number) => void;

/** Says once for each kind who is told of its answers. */
export type WatchAnswers = (kind: AnswerKind) => AnswerWatcher;

/**
 * Tells of every answer that is sent: by one listener for all who watch, and what they make of its kind they make once. To be installed
 * before other hooks, so that nothing comes between a request and its time.
 */
export function watchAnswers(app: FastifyInstance, timer: Timer, watch: readonly WatchAnswers[]): void {
  const kinds = new Map<string, readonly AnswerWatcher[]>();
  app.decorateRequest('route');
  app.addHook('onRequest', (request, reply, done) => {
    const begunAt = timer.elapsed();
    // Fastify makes the object anew whenever it is asked for.
    const { routeOptions } = request;
    request.route = routeOptions;
    whenSent(reply.raw, () => {
      const ms = timer.elapsed() - begunAt;
      for (const tell of watchersOf(request.method, routeOptions.url ?? 'unknown', reply.raw.statusCode))
        tell(request, ms);
    });
    done();
  });

  function watchersOf(method: string, route: string, status: number): readonly AnswerWatcher[] {
    const name = `${status} ${method} ${route}`;
    const known = kinds.get(name);
    if (known !== undefined) return known;
    const watchers = watch.map((each) => each({ method, route, status }));
    kinds.set(name, watchers);
    return watchers;
  }
}
