import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyTypeProvider,
  RawServerDefault,
  FastifyRequest as Request,
} from 'fastify';
import type { z } from 'zod';
import type { StaffRole } from '../accounts/account.ts';
import type { SignedIn } from '../accounts/sessions.ts';
import type { OrderId } from '../domain/ids.ts';
import type { Access, Identity } from './identity/identity.ts';

/** Handlers get what the zod schemas make of a request; answers are held to their schemas by the contract tests instead. */
export interface ZodRequests extends FastifyTypeProvider {
  validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown;
  serializer: unknown;
}

/** The app as routes are registered on it. */
export type Api = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodRequests>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call this route. Every route of `/api` has to say so. */
    access?: Access;
    /** Whose page it is: who has no session with this role, or a higher one, does not see it. */
    staff?: StaffRole;
    /** Whether the route goes by an `If-Match`. */
    ifMatch?: true;
    /** Placing orders and probes have rate limits of their own. */
    limit?: 'placing' | 'probing';
  }
  interface FastifyRequest {
    /** `routeOptions`, which are made anew each time that they are asked for. */
    route: Request['routeOptions'];
    identity: Identity;
    /** The order that the secret in a page's address opens; set on such pages only. */
    openedOrder: OrderId;
    /** Who is signed in; set on the staff's pages, and on calls of the API by their cookie. */
    signedIn: SignedIn | null;
    /** Asks once more whether the session that a call came by is open; null for callers without one. */
    isStillIn: (() => Promise<boolean>) | null;
    /** The JSON body as it was sent, before anything was normalised. */
    sentBody: unknown;
  }
}
