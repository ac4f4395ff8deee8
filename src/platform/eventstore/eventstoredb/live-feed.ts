import { DamagedLog, type Position, START, StoreRefused, StoreUnavailable } from '../event-store.ts';
import type { LiveTail } from '../live-tail.ts';
import { prefixesOf } from './categories.ts';
import type { Connection } from './connection.ts';
import { CallFault } from './faults.ts';
import type { Link } from './link.ts';
import type { LogEnd } from './log-end.ts';
import { Subscription } from './subscription.ts';

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 2_000;
/** How long a log may end before what was read, in milliseconds: a node that just started may be behind. */
const BEHIND_MS = 10_000;

/** The one live subscription of this process, into the tail that all readers share: none slows it down. A broken one is resumed. */
export class LiveFeed {
  readonly #connection: Connection;
  readonly #end: LogEnd;
  readonly #tail: LiveTail;
  readonly #prefixes: readonly string[];
  #running: Promise<void> | null = null;
  /** End of the whole log when the feed began; the tail is empty from our last event to there. */
  #begun: Position = START;
  /** Null while the log reaches as far as what was read. */
  #behindSince: number | null = null;

  constructor(connection: Connection, categories: readonly string[], end: LogEnd, tail: LiveTail) {
    this.#connection = connection;
    this.#end = end;
    this.#tail = tail;
    this.#prefixes = prefixesOf(categories);
  }

  /** From the first reader until the connection is closed. */
  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    const { timer, closed } = this.#connection;
    for (let pause = FIRST_PAUSE_MS; !closed.aborted; ) {
      const { link } = this.#connection;
      const before = this.#tail.end;
      try {
        await this.#follow(link);
      } catch (error) {
        this.#tail.setLevel(false);
        this.#judge(link, error);
      }
      pause = this.#tail.end > before ? FIRST_PAUSE_MS : Math.min(2 * pause, LONGEST_PAUSE_MS);
      await timer.sleep(pause, closed);
    }
  }

  /** What can't heal by itself is told to all readers, until it works again. */
  #judge(link: Link, error: unknown): void {
    try {
      this.#connection.afterFault(link, error);
    } catch (final) {
      if (final instanceof StoreRefused || !(final instanceof StoreUnavailable)) this.#tail.setFault(final as Error);
    }
  }

  async #follow(link: Link): Promise<void> {
    const { timer, closed, patience } = this.#connection;
    const { whole, ours } = await this.#end.find();
    if (!this.#tail.begun) {
      this.#tail.begin(ours);
      this.#begun = whole;
    }
    this.#checkNotShortened(whole);
    let known = whole;
    const { end } = this.#tail;
    const after = end > this.#begun ? end : this.#begun;
    const silence = { ms: patience.attemptMs, until: 'confirmed', timer } as const;
    const most = Number.POSITIVE_INFINITY;
    const subscription = await Subscription.open(link, { after, prefixes: this.#prefixes, most, silence });
    const close = () => subscription.close();
    closed.addEventListener('abort', close, { once: true });
    try {
      await subscription.news();
      this.#tail.setFault(null);
      while (!closed.aborted) {
        const { events, checkpoint } = subscription.take();
        const last = events.at(-1);
        if (last !== undefined) {
          this.#tail.add(events);
          this.#end.heard(last.event);
        }
        if (checkpoint !== null) {
          if (checkpoint > known) known = await this.#end.whole();
          // Only one within the log: another could lie beyond every event for ever.
          if (checkpoint <= known) {
            this.#tail.reach(checkpoint);
            this.#end.passed(checkpoint);
          }
        }
        if (this.#tail.end >= ours) this.#tail.setLevel(true);
        await subscription.news();
      }
    } finally {
      closed.removeEventListener('abort', close);
      subscription.close();
    }
  }

  #checkNotShortened(whole: Position): void {
    const { timer } = this.#connection;
    if (this.#tail.end <= whole) {
      this.#behindSince = null;
      return;
    }
    this.#behindSince ??= timer.elapsed();
    if (timer.elapsed() - this.#behindSince >= BEHIND_MS)
      throw new DamagedLog(
        'the log ends before what was read from it: it was put back to an earlier state; start anew',
      );
    throw new CallFault('busy', 'the node that was asked does not have the whole log yet');
  }
}
