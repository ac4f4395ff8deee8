import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { parseJson } from '../input/json.ts';
import { Problem } from '../problems/problem.ts';

/** The largest body that is read, in bytes. An order of twenty lines with the longest texts needs a tenth of it. */
export const BODY_LIMIT = 64 * 1024;

/** Takes JSON and nothing else; a body that is not there is undefined, whatever its content type. */
export function installBodyParser(app: FastifyInstance): void {
  app.decorateRequest('sentBody');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    if (bytes.length === 0) return done(null, undefined);
    try {
      request.sentBody = parseJson(bytes, request.route.schema?.body as z.core.$ZodType | undefined);
    } catch (error) {
      return done(error as Error);
    }
    return done(null, request.sentBody);
  });
  app.addContentTypeParser('*', (request, _payload, done) => {
    if (request.headers['content-length'] === '0') return done(null, undefined);
    return done(new Problem(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body must be application/json.'));
  });
}
