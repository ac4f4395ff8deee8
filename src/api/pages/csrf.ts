import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { SignedIn } from '../../accounts/sessions.ts';
import { Problem } from '../problems/problem.ts';
import { cookieOf } from './cookies.ts';

/** The browser's half: random, out of reach for scripts and for other sites. */
export const CSRF_COOKIE = 'kkotgil_forms';
/** The page's half, as a field of a form or a header of a script's call. */
const CSRF_FIELD = '_csrf';
export const CSRF_HEADER = 'x-csrf-token';
const NONCE_BYTES = 9;
const COOKIE = /^[\w-]{20,40}$/;

/**
 * Tells a form that our own page has sent from one of another site: a page carries a token that only we can make for the cookie of
 * this browser. It is another one on each page, so that compressed pages don't give it away.
 */
export class CsrfTokens {
  readonly #key: KeyObject;
  readonly #random: (size: number) => Uint8Array;

  constructor(key: Uint8Array, random: (size: number) => Uint8Array) {
    this.#key = createSecretKey(key);
    this.#random = random;
  }

  /** The cookie of a browser that has none. */
  newCookie(): string {
    return Buffer.from(this.#random(16)).toString('base64url');
  }

  /** A token for the browser with this cookie; and, where somebody is signed in, for their session alone. */
  tokenFor(cookie: string, signedIn: SignedIn | null): string {
    const nonce = Buffer.from(this.#random(NONCE_BYTES)).toString('base64url');
    return `${nonce}.${this.#mac(nonce, cookie, signedIn).toString('base64url')}`;
  }

  /**
   * @param signedIn whose session the request counts for, if it does.
   * @throws Problem 403 for a request that does not show a token of its browser and session, or that another site has sent.
   */
  demand(request: FastifyRequest, signedIn: SignedIn | null): void {
    if (!this.isShown(request, signedIn)) {
      throw new Problem(403, 'CSRF_TOKEN_INVALID', 'This needs the token of the page that sends it.');
    }
  }

  /** True for a request that shows a token of its browser and session, and that no other site has sent. */
  isShown(request: FastifyRequest, signedIn: SignedIn | null): boolean {
    const { headers } = request;
    const { [CSRF_FIELD]: field } = (request.body ?? {}) as Record<string, unknown>;
    const token = headers[CSRF_HEADER] ?? field;
    const cookie = csrfCookieOf(request);
    // Browsers say it by themselves. There is no Origin to look at: a page with `no-referrer` sends none.
    const site = headers['sec-fetch-site'];
    const isForeign = site === 'cross-site' || site === 'same-site';
    return !isForeign && cookie !== null && typeof token === 'string' && this.#isGenuine(token, cookie, signedIn);
  }

  #isGenuine(token: string, cookie: string, signedIn: SignedIn | null): boolean {
    const [nonce = '', mac = ''] = token.split('.');
    const sent = Buffer.from(mac, 'base64url');
    const expected = this.#mac(nonce, cookie, signedIn);
    return sent.length === expected.length && timingSafeEqual(sent, expected);
  }

  #mac(nonce: string, cookie: string, signedIn: SignedIn | null): Buffer {
    return createHmac('sha256', this.#key)
      .update(`${nonce}\0${cookie}\0${signedIn?.sessionId ?? ''}`)
      .digest()
      .subarray(0, 16);
  }
}

/** The browser's half as it was sent; null when there is none, or it can't be one. */
export function csrfCookieOf(request: Pick<FastifyRequest, 'headers'>): string | null {
  const value = cookieOf(request, CSRF_COOKIE);
  return value !== null && COOKIE.test(value) ? value : null;
}
