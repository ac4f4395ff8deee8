import fastify, { type FastifyInstance, LogController } from 'fastify';
import type { ApiDeps } from './deps.ts';
import { bearerReader } from './identity/bearer.ts';
import { installGate } from './identity/gate.ts';
import { createRateLimits, noRateLimits } from './identity/rate-limits.ts';
import { validatorCompiler } from './input/validation.ts';
import { installOpenApi } from './openapi/document.ts';
import { openApiRoutes } from './openapi/routes.ts';
import { BODY_LIMIT, installBodyParser } from './plugins/body.ts';
import { installHttpMetrics } from './plugins/http-metrics.ts';
import { installRequestId, requestIdSource } from './plugins/request-id.ts';
import { installRequestLog } from './plugins/request-log.ts';
import { installSecurityHeaders } from './plugins/security-headers.ts';
import { installTracing } from './plugins/tracing.ts';
import { answerClientError } from './problems/client-error.ts';
import { problemFrom } from './problems/from-error.ts';
import { installProblems, sendProblem } from './problems/plugin.ts';
import { auditRoutes } from './routes/audit.ts';
import { changeOrderRoutes } from './routes/change-orders.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { menuRoutes } from './routes/menu.ts';
import { metricsRoute } from './routes/metrics.ts';
import { notificationRoutes } from './routes/notifications.ts';
import { placeOrderRoute } from './routes/place-order.ts';
import { probeRoutes } from './routes/probes.ts';
import { processRoutes } from './routes/processes.ts';
import { readOrderRoutes } from './routes/read-orders.ts';
import { reviewRoutes } from './routes/reviews.ts';
import { streamRoutes } from './routes/streams.ts';
import { viewRoutes } from './routes/views.ts';
import type { Api, ZodRequests } from './types.ts';

/** How long a caller may take to send a request, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Node takes no more, all headers included. */
const MAX_REQUEST_LINE = 16 * 1024;

const routes = [
  menuRoutes,
  placeOrderRoute,
  readOrderRoutes,
  changeOrderRoutes,
  streamRoutes,
  deliveryRoutes,
  reviewRoutes,
  notificationRoutes,
  viewRoutes,
  processRoutes,
  auditRoutes,
];

/** Builds the HTTP API, ready to listen. Closing it ends its event streams first. */
export async function buildApi(deps: ApiDeps): Promise<FastifyInstance> {
  const { shop, config, metrics, logger } = deps;
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    // A logger of its own for every request is the dearest part of an empty one; log lines name the request themselves.
    childLoggerFactory: (parent) => parent,
    genReqId: requestIdSource(shop.ids),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Whatever fits into a request line is looked at: an id that can't be one is 404, not a problem of its own.
    routerOptions: { maxParamLength: MAX_REQUEST_LINE },
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => void sendProblem(problemFrom(error), request, reply),
    clientErrorHandler: answerClientError,
  }).withTypeProvider<ZodRequests>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(() => JSON.stringify);

  installProblems(app);
  installRequestId(app);
  installSecurityHeaders(app);
  installRequestLog(app);
  installHttpMetrics(app, metrics);
  if (deps.spans !== null) installTracing(app, deps.spans);
  installBodyParser(app);
  await installOpenApi(app, config.publicUrl);

  probeRoutes(app, deps);
  if (config.serveMetrics) metricsRoute(app, metrics);
  if (config.serveApi) await serveApi(app, deps);
  await app.ready();
  return app;
}

async function serveApi(app: FastifyInstance, deps: ApiDeps): Promise<void> {
  const { config, identities } = deps;
  await openApiRoutes(app);
  const limits = config.rateLimit ? await createRateLimits(app) : noRateLimits;
  await app.register(async (scope: Api) => {
    installGate(scope, [bearerReader(identities)], limits);
    for (const register of routes) register(scope, deps);
  });
}
