import { setTimeout as sleep } from 'node:timers/promises';
import { anOrder } from '../../support/builders.ts';
import { FLORIST_TOKEN, OPERATOR_TOKEN } from './app.ts';

export { anOrder };

/** An answer as the tests look at it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape; the contract tests check the shapes
  readonly body: any;
}

export interface Placed {
  readonly orderId: string;
  readonly trackingToken: string;
  readonly total: number;
  readonly position: string;
}

export interface RequestOptions {
  readonly token?: string;
  readonly body?: unknown;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The order of most tests, paid with another of the simulator's tokens. */
export function paidWith(token: string): Readonly<Record<string, unknown>> {
  return anOrder({ payment: { method: 'card', token } });
}

/** Talks to the program over HTTP, as a customer, the florist or an operator would. */
export class Client {
  readonly #url: () => string;

  /** @param url asked before each call, because a restarted program has another port. */
  constructor(url: () => string) {
    this.#url = url;
  }

  async request(method: string, path: string, { token, body, key, headers }: RequestOptions = {}): Promise<Answer> {
    const response = await fetch(`${this.#url()}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? null : parse(text) };
  }

  get(path: string, token?: string): Promise<Answer> {
    return this.request('GET', path, token === undefined ? {} : { token });
  }

  place(order = anOrder(), key?: string): Promise<Answer> {
    return this.request('POST', '/api/orders', { body: order, ...(key !== undefined && { key }) });
  }

  /** Places an order that has to be taken. */
  async placed(order = anOrder()): Promise<Placed> {
    const answer = await this.place(order);
    if (answer.status !== 201) throw new Error(`not placed: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as Placed;
  }

  order(orderId: string, token = OPERATOR_TOKEN): Promise<Answer> {
    return this.get(`/api/orders/${orderId}`, token);
  }

  cancel(orderId: string, token: string, body?: unknown): Promise<Answer> {
    return this.request('POST', `/api/orders/${orderId}/cancel`, { token, ...(body !== undefined && { body }) });
  }

  /** A step of the florist: accept, reject, start, fail, return or complete. */
  deliver(orderId: string, step: string, body?: unknown): Promise<Answer> {
    return this.request('POST', `/api/deliveries/${orderId}/${step}`, {
      token: FLORIST_TOKEN,
      ...(body !== undefined && { body }),
    });
  }

  /** Waits until the order stands so, and answers with it. */
  untilStatus(orderId: string, status: string, withinMs = 15_000): Promise<Answer['body']> {
    return this.untilOrder(orderId, `stands at ${status}`, (order) => order.status === status, withinMs);
  }

  /** Waits until the order is as described, and answers with it. */
  async untilOrder(
    orderId: string,
    what: string,
    isSo: (order: Answer['body']) => boolean,
    withinMs = 15_000,
  ): Promise<Answer['body']> {
    return eventually(
      `order ${orderId} ${what}`,
      async () => {
        // A view that is a breath behind knows nothing of an order that was just taken.
        const { status, body } = await this.order(orderId);
        return status === 200 && isSo(body) ? { done: body } : { not: `it is ${status} ${JSON.stringify(body)}` };
      },
      withinMs,
    );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** From one question to the next, in milliseconds: at first, and at most. In between they grow with what was waited, by an eighth of it. */
const ASK_AFTER_MS = [25, 250] as const;

/** Asks again and again until the answer is there, the more seldom the longer it takes; fails with a sentence when it does not come in time. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<{ done: T } | { not: string }>,
  withinMs = 15_000,
): Promise<T> {
  const begun = performance.now();
  const [first, longest] = ASK_AFTER_MS;
  for (;;) {
    const answer = await ask();
    if ('done' in answer) return answer.done;
    const waited = performance.now() - begun;
    if (waited > withinMs) throw new Error(`waited ${withinMs} ms that ${what}, but ${answer.not}`);
    await sleep(Math.min(longest, Math.max(first, waited / 8)));
  }
}
