import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { installDraining } from '../platform/runtime/draining.ts';
import { createBoundedServer } from './connections/server.ts';
import { KnownPaths } from './problems/known-paths.ts';
import { installNotFound, installProblems } from './problems/plugin.ts';
import { metricsRoute } from './routes/metrics.ts';

/** A registry with the numbers of the process itself. Gauges of other parts are registered in it. */
export function createMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Serves the metrics alone, for a port that is not reachable from outside. */
export function buildMetricsApp(registry: Registry, logger: FastifyBaseLogger): FastifyInstance {
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    serverFactory: createBoundedServer,
  });
  const paths = new KnownPaths();
  installDraining(app);
  installProblems(app, paths);
  installNotFound(app, paths);
  metricsRoute(app, registry);
  return app;
}
