/** That somebody of the shop has looked at people's data: all that one of them has seen by one route within one hour. */
export interface Look {
  /** When the hour began, in milliseconds since 1970. */
  readonly hour: number;
  /** As events name who did something: `florist:지은`, or `operator` for who shows a token. */
  readonly who: string;
  /** `GET /api/orders/:orderId`; never an address as it was called. */
  readonly route: string;
  /** The orders that were seen; at most {@link MAX_ORDERS} of them are named. Who they are about is not said. */
  readonly orders: readonly string[];
  /** How often the route was called. */
  readonly calls: number;
  /** The first and the last call, in milliseconds since 1970. */
  readonly first: number;
  readonly last: number;
}

/** So many orders are named by one look; whoever has seen more has seen all. */
export const MAX_ORDERS = 2_000;

export interface LooksQuery {
  /** Only looks at this order. */
  readonly orderId?: string | undefined;
  readonly limit: number;
}

/**
 * Where it is kept who looked at whose data. It names no customer: orders by their ids, and who is erased from an order is erased from what
 * its id leads to. All methods throw StoreUnavailable when the store can't be used now.
 */
export interface LookStore {
  /** Adds to what is kept of the same hour, person and route. */
  add(looks: readonly Look[]): Promise<void>;
  /** The newest first. */
  newest(query: LooksQuery): Promise<readonly Look[]>;
  /** How many looks are older than a time. */
  countBefore(time: number): Promise<number>;
  /** Forgets what is older; returns how many looks that were. */
  forgetBefore(time: number): Promise<number>;
  close(): Promise<void>;
}

/** Two looks of the same hour, person and route as one. */
export function together(a: Look, b: Look): Look {
  return {
    ...a,
    orders: [...new Set([...a.orders, ...b.orders])].slice(0, MAX_ORDERS),
    calls: a.calls + b.calls,
    first: Math.min(a.first, b.first),
    last: Math.max(a.last, b.last),
  };
}
