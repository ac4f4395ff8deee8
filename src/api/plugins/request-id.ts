import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { IdSource } from '../../platform/runtime/ids.ts';

const FIT = /^[\w.:-]{1,100}$/;

/** The caller's `x-request-id` where it is fit for logs, else a new one: a name of this process, and a count. */
export function requestIdSource(ids: IdSource): (request: Pick<IncomingMessage, 'headers'>) => string {
  const process = ids.next();
  let count = 0;
  return ({ headers }) => {
    const given = headers['x-request-id'];
    return typeof given === 'string' && FIT.test(given) ? given : `${process}-${++count}`;
  };
}

/** Tells every caller under which id the logs know the call. */
export function installRequestId(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
}
