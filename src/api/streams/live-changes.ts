import type { OrderId } from '../../domain/ids.ts';
import type { Position } from '../../platform/eventstore/event-store.ts';
import { parseStreamId } from '../../platform/eventstore/stream-names.ts';
import type { Timer } from '../../platform/runtime/timer.ts';
import type { EventFeed } from '../deps.ts';
import { BOARD_CATEGORIES, ordersConcernedBy, SHOWN_CATEGORIES } from './concerned-orders.ts';
import { type Change, Watch } from './watch.ts';

/** One subscription to the log from its head on. */
interface Run {
  /** Up to where changes have been handed on. */
  position: Position;
  readonly stop: AbortController;
}

const onBoard: ReadonlySet<string> = new Set(BOARD_CATEGORIES);

/** Tells watchers which orders change. All event streams of this process share one subscription, which lasts while any is open. */
export class LiveChanges {
  readonly #feed: EventFeed;
  readonly #timer: Timer;
  /** By the order that they watch; null for those who watch the board. */
  readonly #watches = new Map<OrderId | null, Set<Watch>>();
  #users = 0;
  #run: Promise<Run> | null = null;

  constructor(feed: EventFeed, timer: Timer) {
    this.#feed = feed;
    this.#timer = timer;
  }

  /**
   * Watches one order, or the board when it is null. Who watches has to {@link unwatch}.
   * @throws StoreUnavailable
   */
  async watch(orderId: OrderId | null): Promise<Watch> {
    this.#users++;
    try {
      this.#run ??= this.#start();
      const { position } = await this.#run;
      const watch = new Watch(this.#timer, orderId, position);
      const others = this.#watches.get(orderId) ?? new Set();
      this.#watches.set(orderId, others.add(watch));
      return watch;
    } catch (error) {
      this.#run = null;
      this.#users--;
      throw error;
    }
  }

  /** Ends a watch; with the last one the subscription ends too. */
  unwatch(watch: Watch): void {
    const others = this.#watches.get(watch.orderId);
    if (others === undefined || !others.delete(watch)) return;
    if (others.size === 0) this.#watches.delete(watch.orderId);
    this.#users--;
    if (this.#users > 0) return;
    void this.#run?.then(({ stop }) => stop.abort());
    this.#run = null;
  }

  async #start(): Promise<Run> {
    const run = { position: await this.#feed.head(), stop: new AbortController() };
    // Whoever watches is better off with a new stream than with one that has gone deaf.
    void this.#follow(run).catch(() => {
      this.#run = null;
      for (const watches of this.#watches.values()) for (const watch of watches) watch.end();
    });
    return run;
  }

  async #follow(run: Run): Promise<void> {
    const { signal } = run.stop;
    const categories = SHOWN_CATEGORIES;
    for await (const { events, position } of this.#feed.subscribe({ after: run.position, categories, signal })) {
      for (const event of events) {
        const isOnBoard = onBoard.has(parseStreamId(event.streamId).category);
        for (const orderId of ordersConcernedBy(event)) this.#tell({ orderId, position: event.position }, isOnBoard);
      }
      run.position = position;
    }
  }

  #tell(change: Change, isOnBoard: boolean): void {
    for (const watch of this.#watches.get(change.orderId) ?? []) watch.push(change);
    if (isOnBoard) for (const watch of this.#watches.get(null) ?? []) watch.push(change);
  }
}
