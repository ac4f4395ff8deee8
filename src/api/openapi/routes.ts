import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifyReply, RouteHandlerMethod } from 'fastify';
import { named } from '../../platform/runtime/named.ts';

/** All of Swagger UI comes from here; it writes styles into its own elements. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** Serves the document at `/openapi.json`, and a page to read it at `/docs`. The document is written out once, not for every caller. */
export async function openApiRoutes(app: FastifyInstance): Promise<void> {
  const documents: Readonly<Record<string, RouteHandlerMethod>> = {
    '/docs/json': writtenOnce('application/json; charset=utf-8', () => JSON.stringify(app.swagger())),
    '/docs/yaml': writtenOnce('application/yaml; charset=utf-8', () => app.swagger({ yaml: true })),
  };
  const asJson = documents['/docs/json'] as RouteHandlerMethod;
  app.get('/openapi.json', { schema: { hide: true } }, asJson);
  const docs = async (scope: FastifyInstance) => {
    scope.addHook('onRoute', (route) => {
      route.handler = documents[route.url] ?? route.handler;
    });
    await scope.register(swaggerUi, { routePrefix: '/docs', staticCSP: CONTENT_SECURITY_POLICY });
  };
  await app.register(named('docs', docs));
}

function writtenOnce(type: string, write: () => string): RouteHandlerMethod {
  let written: Buffer | null = null;
  return async (_request, reply: FastifyReply) => {
    written ??= Buffer.from(write());
    return reply.type(type).send(written);
  };
}
