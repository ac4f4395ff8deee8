import type { OrderId } from '../domain/ids.ts';
import type { UnpaidBefore } from '../domain/order/index.ts';
import type { EventHeader } from '../platform/eventstore/event-log.ts';
import type { EventStore } from '../platform/eventstore/event-store.ts';
import { ERASED } from '../platform/eventstore/recorded-event.ts';
import type { Clock } from '../platform/runtime/clock.ts';
import type { Logger } from '../platform/runtime/logger.ts';
import type { Timer } from '../platform/runtime/timer.ts';
import { yieldThread } from '../platform/runtime/yield.ts';
import type { EventLog } from '../stored-events/event-log.ts';
import { orderIdOf } from '../stored-events/streams.ts';
import { findOrder } from './order-streams.ts';

/** How long an order that is not paid counts for its customer's phone, in milliseconds. */
const COUNTS_FOR_MS = 60 * 60 * 1000;
/** At a start as much of the past is looked through, at most: the hour of a shop with ten orders a second. */
const MAX_PAST_EVENTS = 100_000;
const AGAIN_MS = 1_000;
const CATEGORIES = ['order'] as const;
/** Whoever is erased counts for nothing any more, and their number is forgotten. */
const FOLLOWED = ['order', 'erasure'] as const;

/** The place of an order that is about to be placed: it counts for the next one of the same phone already. */
export interface OrderPlace {
  /** The others of this phone. */
  readonly before: UnpaidBefore;
  /** The order was placed. */
  keep(): void;
  /** The order was not placed, as far as is known. Does nothing after `keep`. */
  leave(): void;
}

/** How many orders of each customer's phone are not paid. */
export interface UnpaidOrders {
  /** @param phone E.164. */
  enter(phone: string, orderId: OrderId): OrderPlace;
}

/** Counts nothing: for load tests. */
export const uncountedOrders: UnpaidOrders = {
  enter: () => ({ before: [], keep: () => undefined, leave: () => undefined }),
};

interface Entry {
  readonly phone: string;
  readonly placedAt: number;
  placed: boolean;
}

interface Deps {
  readonly log: EventLog;
  /** The same log undecoded: its past is looked through for what little concerns this. */
  readonly events: Pick<EventStore, 'readAll'>;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly logger: Logger;
}

/**
 * Counts them in memory, from the log: after a start from its last hour, then from what is written, here and in other processes. Those
 * that are being placed in this process count at once.
 */
export class CountedOrders implements UnpaidOrders {
  readonly #deps: Deps;
  /** In the order in which they came, so that the oldest stand first. */
  readonly #orders = new Map<OrderId, Entry>();
  readonly #byPhone = new Map<string, Set<OrderId>>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  enter(phone: string, orderId: OrderId): OrderPlace {
    const now = this.#deps.clock.now();
    this.#forgetOld(now);
    const others = [...(this.#byPhone.get(phone) ?? [])].filter((other) => other !== orderId);
    const before = others
      .map((other) => (this.#orders.get(other) as Entry).placedAt + COUNTS_FOR_MS - now)
      .filter((leftMs) => leftMs > 0)
      .sort((a, b) => a - b);
    // The twin of a keyed command is the same order, and counts once.
    const entry = this.#orders.get(orderId) ?? this.#add(orderId, { phone, placedAt: now, placed: false });
    return {
      before,
      keep: () => {
        entry.placed = true;
      },
      leave: () => {
        if (!entry.placed) this.#delete(orderId);
      },
    };
  }

  /** Counts what the log tells, until `signal` aborts. Where the log can't be read it begins anew. */
  async follow(signal: AbortSignal): Promise<void> {
    const { timer, logger } = this.#deps;
    while (!signal.aborted) {
      try {
        await this.#follow(signal);
      } catch (error) {
        logger.warn({ err: error }, 'unpaid orders can’t be counted; trying again');
        await timer.sleep(AGAIN_MS, signal);
      }
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { log } = this.#deps;
    const head = await log.head();
    await this.#readPast(signal);
    for await (const batch of log.watch({ after: head, categories: FOLLOWED, signal })) {
      for (const event of batch.events) await this.#takeIn(event);
    }
  }

  /** What was placed within the last hour, and is not paid yet. */
  async #readPast(signal: AbortSignal): Promise<void> {
    const { events, clock } = this.#deps;
    const since = clock.now() - COUNTS_FOR_MS;
    const paid = new Set<string>();
    const unpaid: EventHeader[] = [];
    let looked = 0;
    for await (const page of events.readAll({ direction: 'backwards', categories: CATEGORIES })) {
      for (const event of page) {
        if (event.type === 'OrderPaid') paid.add(event.streamId);
        else if (event.type === 'OrderPlaced' && placedAt(event) > since && !paid.has(event.streamId))
          unpaid.push(event);
      }
      looked += page.length;
      const oldest = page.at(-1);
      if (signal.aborted || looked >= MAX_PAST_EVENTS || oldest === undefined || placedAt(oldest) < since) break;
      await yieldThread();
    }
    for (const event of unpaid.toReversed()) await this.#takeIn(event);
  }

  async #takeIn(event: EventHeader): Promise<void> {
    if (event.type === 'OrdersErased') return this.#forgetErased(event.streamId);
    const orderId = orderIdOf(event.streamId);
    if (orderId === null) return;
    if (event.type === 'OrderPaid') this.#delete(orderId);
    if (event.type !== 'OrderPlaced' || this.#orders.has(orderId)) return;
    const phone = await this.#phoneOf(orderId);
    if (phone !== null) this.#add(orderId, { phone, placedAt: placedAt(event), placed: true });
  }

  async #forgetErased(streamId: string): Promise<void> {
    for (const event of await this.#deps.log.knownStream(streamId)) {
      if (event.type === 'OrdersErased') for (const { orderId } of event.data.orders) this.#delete(orderId);
    }
  }

  /** Null for an order that can't be read, or whose customer is erased: it is nobody's then. */
  async #phoneOf(orderId: OrderId): Promise<string | null> {
    const order = await findOrder(this.#deps.log, orderId).catch(() => null);
    const first = order?.events[0];
    if (first?.type !== 'OrderPlaced' || first.data.customer.phone === ERASED) return null;
    return first.data.customer.phone;
  }

  #add(orderId: OrderId, entry: Entry): Entry {
    this.#orders.set(orderId, entry);
    const own = this.#byPhone.get(entry.phone) ?? new Set();
    this.#byPhone.set(entry.phone, own.add(orderId));
    return entry;
  }

  #delete(orderId: OrderId): void {
    const entry = this.#orders.get(orderId);
    if (entry === undefined) return;
    this.#orders.delete(orderId);
    const own = this.#byPhone.get(entry.phone);
    own?.delete(orderId);
    if (own?.size === 0) this.#byPhone.delete(entry.phone);
  }

  #forgetOld(now: number): void {
    for (const [orderId, { placedAt }] of this.#orders) {
      if (placedAt + COUNTS_FOR_MS > now) return;
      this.#delete(orderId);
    }
  }
}

function placedAt({ metadata }: EventHeader): number {
  return Date.parse(metadata.at);
}
