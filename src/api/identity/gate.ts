import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isUuid } from '../../platform/runtime/ids.ts';
import { orderNotFound, Problem } from '../problems/problem.ts';
import type { IdentityReader } from './bearer.ts';
import { type Access, anonymous, type Identity } from './identity.ts';
import type { RateLimits } from './rate-limits.ts';

/**
 * Stands before every route of `/api`: finds out who calls, counts the call, and lets it in if the route's `access` says so.
 * It runs before the body is read.
 */
export function installGate(app: FastifyInstance, readers: readonly IdentityReader[], limits: RateLimits): void {
  app.decorateRequest('identity');
  app.decorateRequest('signedIn', null);
  app.decorateRequest('isStillIn', null);
  app.addHook('onRoute', ({ url, config }) => {
    if (config?.access === undefined) throw new Error(`${url} does not say who may call it`);
  });
  app.addHook('onRequest', (request, _reply, done) => {
    const entering = enter(request);
    if (entering === null) done();
    else void entering.then(() => done(), done);
  });

  /** Null once they are in: most callers need not wait, and a turn of a promise for each step is most of what this costs. @throws Problem */
  function enter(request: FastifyRequest): Promise<void> | null {
    const found = identify(request, readers);
    return found instanceof Promise ? found.then((later) => letIn(request, later) ?? undefined) : letIn(request, found);
  }

  function letIn(request: FastifyRequest, identity: Found): Promise<void> | null {
    if (identity === 'wrong') return refuse(request);
    request.identity = identity;
    const pass = () => admit(identity, request.route.config.access ?? [], orderIdIn(request));
    const counting = limits.called(request);
    if (counting !== null) return counting.then(pass);
    pass();
    return null;
  }

  async function refuse(request: FastifyRequest): Promise<never> {
    await limits.failed(request);
    throw unauthenticated('The credentials are not valid.');
  }
}

function orderIdIn({ params }: FastifyRequest): string | undefined {
  return (params as { orderId?: string }).orderId;
}

type Found = Identity | 'wrong';

/** The first reader that finds something decides. */
function identify(request: FastifyRequest, readers: readonly IdentityReader[]): Found | Promise<Found> {
  for (const [at, read] of readers.entries()) {
    const found = read(request);
    if (found instanceof Promise) return found.then((later) => later ?? identify(request, readers.slice(at + 1)));
    if (found !== null) return found;
  }
  return anonymous;
}

/** @throws Problem 401, 403, or 404 for an order that is another's or can't exist. */
function admit(identity: Identity, access: Access, orderId: string | undefined): void {
  if (access !== 'anyone') {
    if (identity.kind === 'anonymous') throw unauthenticated('This needs a token.');
    if (!access.includes(identity.kind)) throw new Problem(403, 'FORBIDDEN', 'This is not for you.');
    if (identity.kind === 'customer' && identity.orderId !== orderId) throw orderNotFound();
  }
  demandOrderId(orderId);
}

/** @throws Problem 404 for a text that can be no order's id; a route without one passes. */
export function demandOrderId(orderId: string | undefined): void {
  if (orderId !== undefined && !isUuid(orderId)) throw orderNotFound();
}

function unauthenticated(detail: string): Problem {
  return new Problem(401, 'UNAUTHENTICATED', detail, { headers: { 'www-authenticate': 'Bearer realm="kkotgil"' } });
}
