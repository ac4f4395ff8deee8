import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { installDraining } from '../platform/runtime/draining.ts';
import { named } from '../platform/runtime/named.ts';
import { threadPace } from '../platform/runtime/system.ts';
import { createBoundedServer, MAX_HEADERS } from './connections/server.ts';
import type { ApiDeps } from './deps.ts';
import { bearerReader } from './identity/bearer.ts';
import { installGate } from './identity/gate.ts';
import { createRateLimits, limitCallers, noRateLimits, type RateLimits } from './identity/rate-limits.ts';
import { validatorCompiler } from './input/validation.ts';
import { installOpenApi } from './openapi/document.ts';
import { openApiRoutes } from './openapi/routes.ts';
import { orderCookieReader, sessionReader } from './pages/cookie-readers.ts';
import { CsrfTokens } from './pages/csrf.ts';
import { servePages } from './pages/pages.ts';
import { watchAnswers } from './plugins/answers.ts';
import { BODY_LIMIT, installBodyParser } from './plugins/body.ts';
import { measureAnswers } from './plugins/http-metrics.ts';
import { recordLooks } from './plugins/looks.ts';
import { installRequestId, requestIdSource } from './plugins/request-id.ts';
import { logAnswers } from './plugins/request-log.ts';
import { installSecurityHeaders } from './plugins/security-headers.ts';
import { RequestSpans } from './plugins/tracing.ts';
import { answerClientError, refuseConnect } from './problems/client-error.ts';
import { problemFrom } from './problems/from-error.ts';
import { KnownPaths } from './problems/known-paths.ts';
import { installNotFound, installProblems, sendProblem } from './problems/plugin.ts';
import { auditRoutes } from './routes/audit.ts';
import { changeOrderRoutes } from './routes/change-orders.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { logRoutes } from './routes/log.ts';
import { menuRoutes } from './routes/menu.ts';
import { metricsRoute } from './routes/metrics.ts';
import { notificationRoutes } from './routes/notifications.ts';
import { placeOrderRoute } from './routes/place-order.ts';
import { privacyRoutes } from './routes/privacy.ts';
import { probeRoutes } from './routes/probes.ts';
import { processRoutes } from './routes/processes.ts';
import { readOrderRoutes } from './routes/read-orders.ts';
import { reviewRoutes } from './routes/reviews.ts';
import { streamRoutes } from './routes/streams.ts';
import { takingsRoute } from './routes/takings.ts';
import { viewRoutes } from './routes/views.ts';
import type { Api, ZodRequests } from './types.ts';

const routes = [
  menuRoutes,
  placeOrderRoute,
  readOrderRoutes,
  changeOrderRoutes,
  streamRoutes,
  deliveryRoutes,
  reviewRoutes,
  notificationRoutes,
  takingsRoute,
  viewRoutes,
  processRoutes,
  logRoutes,
  auditRoutes,
  privacyRoutes,
];

/** Builds the HTTP API, ready to listen. Closing it ends its event streams first. */
export async function buildApi(deps: ApiDeps): Promise<FastifyInstance> {
  const { shop, config, metrics, logger } = deps;
  const paths = new KnownPaths();
  let limits = noRateLimits;
  const app = fastify({
    // Requests have the program's own logger. Where Fastify has one it makes another for each, and listens to each answer: the dearest part of an empty request.
    childLoggerFactory: () => logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIdSource(shop.ids),
    bodyLimit: BODY_LIMIT,
    // Whatever fits into a request line is looked at: an id that can't be one is 404, not a problem of its own.
    routerOptions: { maxParamLength: MAX_HEADERS },
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => void refuse(error, request, reply),
    serverFactory: createBoundedServer,
    clientErrorHandler: (error, socket) => answerClientError(paths, deps.timer, error, socket),
  }).withTypeProvider<ZodRequests>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(() => JSON.stringify);

  app.server.on('connect', (request, socket) => refuseConnect(paths, deps.timer, request, socket));

  const spans = deps.spans && new RequestSpans(deps.spans);
  const watch = [logAnswers(logger), measureAnswers(metrics), ...(spans === null ? [] : [spans.watch])];
  watchAnswers(app, deps.timer, watch);
  // Before anything is done for a request: many may come in at once.
  app.addHook('onRequest', (_request, _reply, done) => {
    if (threadPace.isFree()) done();
    else void threadPace.turn().then(() => done());
  });
  installDraining(app);
  installProblems(app, paths);
  installRequestId(app);
  installSecurityHeaders(app);
  spans?.install(app);
  recordLooks(app, deps.looks);
  installBodyParser(app);
  if (config.rateLimit) limits = await createRateLimits(app, config.trustedProxies, deps.timer);
  limitCallers(app, limits);
  await installOpenApi(app, config.publicUrl);

  probeRoutes(app, deps);
  if (config.serveMetrics) metricsRoute(app, metrics);
  if (config.serveApi) await serveApi(app, deps, limits, paths);
  else installNotFound(app, paths);
  await app.ready();
  return app;

  /** What Fastify refuses passes no hook: it is counted here. */
  async function refuse(error: Error, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    let refusal: unknown = error;
    try {
      await limits.asked(request);
    } catch (tooMany) {
      refusal = tooMany;
    }
    sendProblem(problemFrom(refusal), request, reply);
  }
}

async function serveApi(app: FastifyInstance, deps: ApiDeps, limits: RateLimits, paths: KnownPaths): Promise<void> {
  const { identities, accounts, pages } = deps;
  const csrf = new CsrfTokens(pages.formsKey, pages.random);
  await openApiRoutes(app);
  const api = async (scope: Api) => {
    const readers = [bearerReader(identities), sessionReader(accounts, csrf), orderCookieReader(identities, csrf)];
    installGate(scope, readers, limits);
    for (const register of routes) register(scope, deps);
  };
  await app.register(named('api', api));
  await app.register(named('pages', (scope: Api) => servePages(scope, deps, { limits, csrf, paths })));
}
