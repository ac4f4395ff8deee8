import type { FastifyRequest } from 'fastify';
import { type CommandIdentity, keyedCommand, newCommand } from '../../application/command-identity.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, scopeOf } from '../identity/identity.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';

/**
 * Names the command that a request gives: by its Idempotency-Key if it has one, and anew otherwise.
 * @throws Problem 400 for a key that can't be one.
 */
export function commandOf(
  { shop, idempotencyKey }: Pick<ApiDeps, 'shop' | 'idempotencyKey'>,
  request: FastifyRequest,
): CommandIdentity {
  const actor = actorOf(request.identity);
  const key = request.method === 'POST' ? idempotencyKeyOf(request) : null;
  if (key === null) return newCommand(shop.ids, actor);
  const keyed = { route: routeOf(request), identity: scopeOf(request.identity), key, body: request.sentBody ?? {} };
  return keyedCommand(idempotencyKey, keyed, actor);
}

/** Method and path with the order's id, in one spelling, however the path was percent-encoded. */
function routeOf({ method, route, params }: FastifyRequest): string {
  const { orderId = '' } = params as { orderId?: string };
  return `${method} ${route.url?.replace(':orderId', orderId)}`;
}
