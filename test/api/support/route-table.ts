import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';

/** Every route that the app has once `build` is done, as `GET /path/:parameter`. What answers HEAD as it answers GET is left out. */
export async function routesOf(build: () => Promise<unknown>): Promise<string[]> {
  const routes = new Set<string>();
  // The one place where a test can be before the first route is registered.
  const onInitialization = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) routes.add(`${one} ${url}`);
    });
  };
  subscribe('fastify.initialization', onInitialization);
  try {
    await build();
  } finally {
    unsubscribe('fastify.initialization', onInitialization);
  }
  const isTwin = (route: string) => route.startsWith('HEAD ') && routes.has(route.replace('HEAD', 'GET'));
  return [...routes].filter((route) => !isTwin(route)).sort();
}
