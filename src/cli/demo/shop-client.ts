/** An answer of the shop that was not the one hoped for. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
  readonly status: number;
  /** Seconds to wait before another try, when the shop said so. */
  readonly retryAfter: number | null;

  constructor(what: string, status: number, body: string, retryAfter: number | null) {
    super(`${what}: ${status} ${body.slice(0, 300)}`);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export interface BoardItem {
  readonly orderId: string;
  readonly status: string;
}

export interface PlacedOrder {
  readonly orderId: string;
  readonly trackingToken: string;
}

/** The shop as its customers and its florist reach it: over HTTP. */
export class ShopClient {
  readonly #url: string;
  readonly #floristToken: string;

  constructor(url: string, floristToken: string) {
    this.#url = url;
    this.#floristToken = floristToken;
  }

  async menu(): Promise<string[]> {
    const { items } = await this.#ask<{ items: { menuItemId: string; soldOut: boolean }[] }>('GET', '/api/menu', {});
    return items.filter(({ soldOut }) => !soldOut).map(({ menuItemId }) => menuItemId);
  }

  place(order: unknown): Promise<PlacedOrder> {
    return this.#ask('POST', '/api/orders', { body: order });
  }

  cancel({ orderId, trackingToken }: PlacedOrder): Promise<unknown> {
    return this.#ask('POST', `/api/orders/${orderId}/cancel`, { token: trackingToken });
  }

  async board(status: string): Promise<readonly BoardItem[]> {
    const path = `/api/deliveries?status=${status}&limit=100`;
    return (await this.#ask<{ items: BoardItem[] }>('GET', path, { token: this.#floristToken })).items;
  }

  step(orderId: string, step: 'accept' | 'start' | 'complete'): Promise<unknown> {
    return this.#ask('POST', `/api/deliveries/${orderId}/${step}`, { token: this.#floristToken });
  }

  /** How many events of each type the shop has written since it was started; empty when it keeps its metrics elsewhere. */
  async eventCounts(): Promise<ReadonlyMap<string, number>> {
    const response = await fetch(`${this.#url}/metrics`);
    const text = response.ok ? await response.text() : '';
    return new Map(
      [...text.matchAll(/^kkotgil_events_total\{type="(\w+)"\} (\d+)/gm)].map(([, type, count]) => [
        type as string,
        Number(count),
      ]),
    );
  }

  async #ask<T>(method: string, path: string, { token, body }: { token?: string; body?: unknown }): Promise<T> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as T;
    const retryAfter = response.headers.get('retry-after');
    throw new UnexpectedAnswer(
      `${method} ${path}`,
      response.status,
      text,
      retryAfter === null ? null : Number(retryAfter),
    );
  }
}
