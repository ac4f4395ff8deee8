import type { InjectOptions } from 'fastify';
import type { TestApi } from './api.ts';

/** A page as a test looks at it. */
export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly maxAge?: number;
  readonly expires?: Date;
}

/** A browser without scripts: keeps cookies as browsers do, follows no redirect by itself, sends forms as they stand. */
export class Window {
  readonly #api: TestApi;
  readonly #cookies: Cookie[] = [];

  constructor(api: TestApi) {
    this.#api = api;
  }

  get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
    return this.#send({ method: 'GET', url, headers: { accept: 'text/html', ...headers } });
  }

  /** Sends fields as a form does. */
  post(
    url: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Page> {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.#send({
      method: 'POST',
      url,
      headers: { ...type, ...headers },
      payload: new URLSearchParams(fields).toString(),
    });
  }

  /** The cookies that go with a request. */
  cookiesFor(url: string): string {
    const [path = ''] = url.split('?');
    return this.#cookies
      .filter(
        (cookie) => path === cookie.path || path.startsWith(cookie.path.replace(/\/?$/, '/')) || cookie.path === '/',
      )
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  async #send(options: InjectOptions & { url: string }): Promise<Page> {
    const cookie = this.cookiesFor(options.url);
    const answer = await this.#api.app.inject({
      ...options,
      headers: { ...(cookie !== '' && { cookie }), ...options.headers },
    });
    for (const { name, value, path = '/', maxAge, expires } of answer.cookies as Cookie[]) {
      const known = this.#cookies.findIndex((each) => each.name === name && each.path === path);
      if (known >= 0) this.#cookies.splice(known, 1);
      const isOver = maxAge === 0 || (expires !== undefined && expires.getTime() === 0);
      if (!isOver) this.#cookies.push({ name, value, path });
    }
    return { status: answer.statusCode, headers: answer.headers, text: answer.body };
  }
}

/** The fields of a page's form as a browser would send them, untouched. */
export function fieldsOf({ text }: Page, action: string): Record<string, string> {
  const form = new RegExp(`<form[^>]*action="${action}"[^>]*>([\\s\\S]*?)</form>`).exec(text)?.[1];
  if (form === undefined) throw new Error(`the page has no form for ${action}`);
  const fields: Record<string, string> = {};
  for (const [input] of form.matchAll(/<input[^>]*>/g)) {
    const type = attribute(input, 'type');
    if ((type === 'radio' || type === 'checkbox') && !/\schecked/.test(input)) continue;
    const name = attribute(input, 'name');
    if (name !== null) fields[name] = attribute(input, 'value') ?? '';
  }
  for (const [, name = '', value = ''] of form.matchAll(/<textarea[^>]*name="([^"]*)"[^>]*>\n?([^<]*)<\/textarea>/g)) {
    fields[name] = plain(value);
  }
  return fields;
}

function attribute(tag: string, name: string): string | null {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? null : plain(value);
}

function plain(markup: string): string {
  return markup
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
