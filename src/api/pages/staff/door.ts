import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Place, SignedInNow } from '../../../accounts/sign-in.ts';
import { callerAddress } from '../../identity/caller-address.ts';
import { cookieOf, KNOWN_COOKIE, knownCookieOptions, SESSION_COOKIE } from '../cookies.ts';
import { CSRF_COOKIE } from '../csrf.ts';
import type { PageKit } from '../kit.ts';

/** Lets people in and out: what their browsers keep of it. */
export class Door {
  readonly #pages: PageKit;

  constructor(pages: PageKit) {
    this.#pages = pages;
  }

  /** Where somebody stands. */
  placeOf(request: FastifyRequest): Place {
    return {
      address: callerAddress(request.raw, this.#pages.deps.config.trustedProxies),
      device: request.headers['user-agent'] ?? '',
      known: cookieOf(request, KNOWN_COOKIE) ?? '',
    };
  }

  /** A session is always a new one, and so is the browser's half of the forms' tokens: nobody else can have set them before. */
  async letIn(request: FastifyRequest, reply: FastifyReply, { secret, known }: SignedInNow): Promise<void> {
    const { sessions } = this.#pages.deps.accounts;
    await this.#endSession(request);
    const maxAge = Math.floor(sessions.terms.longestMs / 1000);
    this.#pages.setCookie(reply, SESSION_COOKIE, secret, { path: '/', maxAge });
    this.#pages.setCookie(reply, KNOWN_COOKIE, known, knownCookieOptions);
    this.#renewForms(reply);
  }

  /** Ends the session of a browser. */
  async letOut(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.#endSession(request);
    this.#pages.clearCookie(reply, SESSION_COOKIE);
    this.#renewForms(reply);
  }

  #renewForms(reply: FastifyReply): void {
    this.#pages.setCookie(reply, CSRF_COOKIE, this.#pages.csrf.newCookie(), { path: '/' });
  }

  async #endSession(request: FastifyRequest): Promise<void> {
    const former = cookieOf(request, SESSION_COOKIE);
    if (former !== null) await this.#pages.deps.accounts.sessions.end(former);
  }
}
