import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PageContext } from '../../../web/context.ts';
import { texts } from '../../../web/texts/texts.ts';
import { type CommandIdentity, keyedCommand, newCommand } from '../../application/command-identity.ts';
import type { Locale } from '../../domain/order/index.ts';
import { shopTimeAt } from '../../domain/shop-time.ts';
import type { ApiDeps } from '../deps.ts';
import { cookieOptions, LANGUAGE_COOKIE, languageCookieOptions } from './cookies.ts';
import { CSRF_COOKIE, type CsrfTokens, csrfCookieOf } from './csrf.ts';
import { isLocale, preferredLocale } from './language.ts';

/** How a page differs from others in what it is drawn with. */
export interface PageWishes {
  /** Where the page is found, without a language; the request's own path where it is not given. */
  readonly path?: string;
  /** The language where nobody has chosen one. */
  readonly locale?: Locale;
  /** True where the page has forms. */
  readonly forms?: boolean;
}

/** A form as far as its idempotency goes. */
export interface SentForm {
  readonly form: string;
  /** Who sends it, and about what. */
  readonly scope: string;
  readonly key: string;
  /** What it says, without what is only about the form. */
  readonly body: unknown;
}

const KEY = /^[\w-]{16,64}$/;

/** What the routes of pages share. */
export class PageKit {
  readonly deps: ApiDeps;
  readonly csrf: CsrfTokens;
  readonly asset: (path: string) => string;
  /** The things on the menu whose picture was chosen, as of the last look. */
  #pictures: ReadonlyMap<string, string> = new Map();

  constructor(deps: ApiDeps, csrf: CsrfTokens, asset: (path: string) => string) {
    this.deps = deps;
    this.csrf = csrf;
    this.asset = asset;
  }

  /** Sees which pictures are chosen by now. A page is drawn without that news where nobody can tell. */
  async lookAtPictures(): Promise<void> {
    const items = await this.deps.queries.menu().catch(() => null);
    if (items === null) return;
    this.#pictures = new Map(items.flatMap(({ menuItemId, picture }) => (picture ? [[menuItemId, picture]] : [])));
  }

  /** What a page is drawn with. Sets the cookies that go with it. */
  contextOf(request: FastifyRequest, reply: FastifyReply, wishes: PageWishes = {}): PageContext {
    const { shop, pages } = this.deps;
    const locale = this.#localeOf(request, reply, wishes.locale);
    return {
      locale,
      t: texts[locale],
      asset: this.asset,
      csrf: wishes.forms === true ? this.#csrfToken(request, reply) : '',
      path: wishes.path ?? withoutLanguage(request.url),
      now: shopTimeAt(shop.clock.now()),
      hours: pages.terms.hours,
      chosenPicture: (menuItemId) => this.#pictures.get(menuItemId),
    };
  }

  /** Sends a page. */
  send(reply: FastifyReply, page: string): FastifyReply {
    return reply.type('text/html; charset=utf-8').send(page);
  }

  /** Sets a cookie of ours. */
  setCookie(
    reply: FastifyReply,
    name: string,
    value: string,
    options: { readonly path: string; readonly maxAge?: number },
  ): void {
    reply.setCookie(name, value, { ...cookieOptions(this.deps.config.publicUrl), ...options });
  }

  /** A name for what a form does, so that it is done once however often the form is sent. */
  newKey(): string {
    return Buffer.from(this.deps.pages.random(16)).toString('base64url');
  }

  /** Makes a browser forget a cookie of ours. */
  clearCookie(reply: FastifyReply, name: string): void {
    reply.clearCookie(name, { ...cookieOptions(this.deps.config.publicUrl), path: '/' });
  }

  /** The command that a form gives, named by its key. */
  commandOf({ form, scope, key, body }: SentForm, actor: string): CommandIdentity {
    const { shop, idempotencyKey } = this.deps;
    if (!KEY.test(key)) return newCommand(shop.ids, actor);
    return keyedCommand(idempotencyKey, { route: `page ${form}`, identity: scope, key, body }, actor);
  }

  #csrfToken(request: FastifyRequest, reply: FastifyReply): string {
    const known = csrfCookieOf(request);
    const cookie = known ?? this.csrf.newCookie();
    if (known === null) this.setCookie(reply, CSRF_COOKIE, cookie, { path: '/' });
    return this.csrf.tokenFor(cookie, request.signedIn);
  }

  #localeOf(request: FastifyRequest, reply: FastifyReply, fallback: Locale | undefined): Locale {
    const { lang } = request.query as { lang?: unknown };
    // Null for who was refused before cookies were looked at: too many calls, say.
    const cookies = request.cookies as FastifyRequest['cookies'] | null;
    if (isLocale(lang)) {
      if (cookies !== null) this.setCookie(reply, LANGUAGE_COOKIE, lang, languageCookieOptions);
      return lang;
    }
    const chosen = cookies?.[LANGUAGE_COOKIE];
    if (isLocale(chosen)) return chosen;
    return fallback ?? preferredLocale(request.headers['accept-language']);
  }
}

/** The address without the choice of a language. */
function withoutLanguage(url: string): string {
  const { pathname, searchParams } = new URL(url, 'http://here');
  searchParams.delete('lang');
  return searchParams.size === 0 ? pathname : `${pathname}?${searchParams}`;
}
