import { type CookieSerializeOptions, fastifyCookie } from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import type { OrderId } from '../../domain/ids.ts';

/** The customer's key to one order. There is one for each order, told apart by the path for which it counts. */
export const ORDER_COOKIE = 'kkotgil_order';
/** The language that somebody has chosen. */
export const LANGUAGE_COOKIE = 'kkotgil_lang';
/** Up to where the next page has to show the log: somebody has just changed something. */
export const SEEN_COOKIE = 'kkotgil_seen';

const DAY_S = 24 * 60 * 60;
/** As long as somebody may come back to an order's page. */
const ORDER_S = 90 * DAY_S;
const LANGUAGE_S = 365 * DAY_S;
/** As long as a page may have to wait for a view. */
export const SEEN_S = 30;

/** What all cookies have in common. Over https they never go another way. */
export function cookieOptions(publicUrl: string): Pick<CookieSerializeOptions, 'httpOnly' | 'sameSite' | 'secure'> {
  return { httpOnly: true, sameSite: 'strict', secure: publicUrl.startsWith('https:') };
}

/** The cookie goes with calls of this one order and no other. */
export function orderCookieOptions(orderId: OrderId) {
  return { path: `/api/orders/${orderId}`, maxAge: ORDER_S } as const;
}

export const languageCookieOptions = { path: '/', maxAge: LANGUAGE_S } as const;

/** Who has signed in here before; opens nothing. */
export const KNOWN_COOKIE = 'kkotgil_known';
export const knownCookieOptions = { path: '/', maxAge: 365 * DAY_S } as const;

/** Who is signed in. */
export const SESSION_COOKIE = 'kkotgil_session';

/** A cookie as it was sent; null when there is none. */
export function cookieOf({ headers: { cookie } }: Pick<FastifyRequest, 'headers'>, name: string): string | null {
  return cookie?.includes(name) ? (fastifyCookie.parse(cookie)[name] ?? null) : null;
}
