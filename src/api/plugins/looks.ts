import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { actorOf } from '../identity/identity.ts';

/** Is told who was shown which orders by which route. */
export interface Looks {
  note(who: string, route: string, orders: readonly string[]): void;
}

/** Routes for the people of the shop that show nobody's data. Every other one is recorded: a new one that is forgotten here shows itself. */
const SHOWS_NOBODY =
  /^\/(?:api\/(?:menu|takings|views|processes|reconciliation|log|privacy)|shop\/(?:menu|takings|account|login|logout)|ops(?:$|\/(?:views|processes|payments|log|people|privacy|login|logout)))/;
/** An order as an answer names it: as a member of JSON, or in the address of one of its pages. */
const NAMED = /(?:"orderId":"|\/(?:shop\/orders|ops\/audit|api\/orders)\/)([\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12})/g;

/**
 * Records what the people of the shop are shown of customers and recipients, on pages and by the API: looked at is what an answer names.
 * Routes that customers alone may call have nothing of it.
 */
export function recordLooks(app: FastifyInstance, looks: Looks): void {
  app.addHook('onRoute', (route: RouteOptions) => {
    if (isForStaff(route) && !SHOWS_NOBODY.test(route.url)) {
      route.onSend = [...[route.onSend ?? []].flat(), note];
    }
  });

  function note(
    request: FastifyRequest,
    reply: { readonly statusCode: number },
    payload: unknown,
    done: (error: null, payload: unknown) => void,
  ): void {
    const { kind } = request.identity ?? {};
    if ((kind === 'florist' || kind === 'operator') && reply.statusCode === 200) {
      const { method } = request;
      const route = `${method === 'HEAD' ? 'GET' : method} ${request.route.url}`;
      looks.note(actorOf(request.identity), route, ordersIn(request, payload));
    }
    done(null, payload);
  }
}

/** Commands of the API answer with a status and a position; a form may be answered by a page, as the search for orders is. */
function isForStaff({ method, config }: RouteOptions): boolean {
  const { access, staff } = config ?? {};
  const isGot = [method].flat().includes('GET');
  return staff !== undefined || (isGot && access !== undefined && access !== 'anyone');
}

function ordersIn({ params }: FastifyRequest, payload: unknown): string[] {
  const { orderId } = params as { readonly orderId?: string };
  if (orderId !== undefined) return [orderId];
  return typeof payload === 'string' ? [...new Set(Array.from(payload.matchAll(NAMED), ([, id]) => id ?? ''))] : [];
}
