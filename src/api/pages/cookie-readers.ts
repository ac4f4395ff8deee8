import type { FastifyRequest } from 'fastify';
import type { Accounts } from '../../accounts/accounts.ts';
import type { Identities } from '../deps.ts';
import type { IdentityReader } from '../identity/bearer.ts';
import { type Identity, identityOf } from '../identity/identity.ts';
import { cookieOf, ORDER_COOKIE, SESSION_COOKIE } from './cookies.ts';
import type { CsrfTokens } from './csrf.ts';

/**
 * Reads the cookie of who is signed in. A browser sends it by itself, so whatever changes something needs a token of a page of the same
 * session. A session that has ended is none at all: browsers go on sending its cookie.
 */
export function sessionReader({ sessions }: Accounts, csrf: CsrfTokens): IdentityReader {
  return (request) => {
    const secret = cookieOf(request, SESSION_COOKIE);
    return secret === null ? null : signedInBy(request, secret);
  };

  async function signedInBy(request: FastifyRequest, secret: string): Promise<Identity | null> {
    const signedIn = await sessions.find(secret);
    if (signedIn === null) return null;
    if (changesSomething(request) && !csrf.isShown(request, signedIn)) {
      // In the same browser, the page of an order sends with the order's own cookie and token.
      if (cookieOf(request, ORDER_COOKIE) !== null) return null;
      csrf.demand(request, signedIn);
    }
    request.signedIn = signedIn;
    request.isStillIn = () => sessions.lasts(secret);
    return identityOf(signedIn);
  }
}

/**
 * Reads the cookie that opening an order's page has set. A browser sends it by itself, so whatever changes something needs the page's
 * token too.
 */
export function orderCookieReader({ links }: Identities, csrf: CsrfTokens): IdentityReader {
  return (request) => {
    const token = cookieOf(request, ORDER_COOKIE);
    if (token === null) return null;
    const orderId = links.orderOf(token);
    if (orderId === null) return 'wrong';
    if (changesSomething(request)) csrf.demand(request, null);
    return { kind: 'customer', orderId };
  };
}

/** True for a request that is no mere question. */
function changesSomething({ method }: Pick<FastifyRequest, 'method'>): boolean {
  return method !== 'GET' && method !== 'HEAD';
}
