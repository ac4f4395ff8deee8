import type { Timer } from '../../runtime/timer.ts';
import { yieldToEventLoop } from '../../runtime/yield.ts';
import { DamagedLog, StoreRefused, StoreUnavailable } from '../event-store.ts';
import { BatchAppends } from './batch-appends.ts';
import { CallFault, NoAnswer } from './faults.ts';
import { Link } from './link.ts';

/** Milliseconds: how long a server may be silent, and how long a call is repeated before its caller is told. */
export interface Patience {
  readonly attemptMs: number;
  readonly totalMs: number;
}

export const USUAL_PATIENCE: Patience = { attemptMs: 3_000, totalMs: 5_000 };

export interface Listening {
  /** Aborts when nobody waits any more. */
  readonly signal: AbortSignal;
  /** Set whenever a part of the answer has come. */
  heard: boolean;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;
/** For calls that are open on a replaced link, in milliseconds: longer than any call that ends by itself. */
const RETIRED_MS = 10_000;

/** The one link of this process, replaced when broken. Calls on the old one end by themselves, never because of another's fault. */
export class Connection {
  readonly timer: Timer;
  readonly patience: Patience;
  readonly #connectionString: string;
  readonly #closing = new AbortController();
  readonly #retired = new Set<Link>();
  #link: Link;
  #appends: BatchAppends;

  /** @throws Error when the connection string can't be read. */
  constructor(connectionString: string, timer: Timer, patience: Patience) {
    this.#connectionString = connectionString;
    this.timer = timer;
    this.patience = patience;
    this.#link = new Link(connectionString);
    this.#appends = this.#newAppends();
  }

  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  get link(): Link {
    return this.#link;
  }

  get appends(): BatchAppends {
    return this.#appends;
  }

  /**
   * Makes a repeatable call, until there is a clear answer; an attempt is given up when its signal aborts.
   * @throws CallFault when the server said no, StoreRefused when it always will, StoreUnavailable without an answer in time.
   */
  call<T>(attempt: (link: Link, listening: Listening) => Promise<T>): Promise<T> {
    return this.repeat((link) => this.#inTime(attempt, link, this.patience.attemptMs));
  }

  /** As {@link call}, of a server that is silent while it works: undefined when it was so for that long, in milliseconds. */
  callFor<T>(ms: number, attempt: (link: Link, listening: Listening) => Promise<T>): Promise<T | undefined> {
    return this.repeat((link) =>
      this.#inTime(attempt, link, ms).catch((error: unknown) => {
        if (error instanceof NoAnswer) return undefined;
        throw error;
      }),
    );
  }

  /** As {@link call}, for attempts that keep their own time. @throws what is no fault of a call. */
  async repeat<T>(attempt: (link: Link) => Promise<T>): Promise<T> {
    const giveUpAt = this.timer.elapsed() + this.patience.totalMs;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      this.checkOpen();
      const link = this.#link;
      try {
        return await attempt(link);
      } catch (error) {
        const fault = this.afterFault(link, error);
        if (this.timer.elapsed() + pause >= giveUpAt) throw new StoreUnavailable(`EventStoreDB: ${fault.message}`);
        await this.timer.sleep(pause, this.closed);
      }
    }
  }

  /** Replaces a broken link, unless that was done already. @throws what the fault means, when a repeat would not help. */
  afterFault(link: Link, error: unknown): CallFault {
    this.checkOpen();
    if (!(error instanceof CallFault)) throw error;
    switch (error.fault) {
      case 'lost':
        this.#replace(link);
        return error;
      case 'busy':
      case 'thrown':
        return error;
      case 'refused':
        throw new StoreRefused(`EventStoreDB refuses this: ${error.message}`);
      case 'no-place':
        throw new DamagedLog(`the log has no record at the position to read from: ${error.message}`);
      default:
        throw error;
    }
  }

  /** @throws StoreUnavailable when closed. */
  checkOpen(): void {
    if (this.closed.aborted) throw new StoreUnavailable('the event log is closed');
  }

  close(): void {
    this.#closing.abort();
    for (const link of [this.#link, ...this.#retired]) link.cut();
  }

  #newAppends(): BatchAppends {
    return new BatchAppends(this.#link, this.timer, { attemptMs: this.patience.attemptMs, closed: this.closed });
  }

  #replace(lost: Link): void {
    if (this.#link !== lost) return;
    this.#link = new Link(this.#connectionString);
    this.#appends = this.#newAppends();
    this.#retired.add(lost);
    lost.retire();
    void this.timer.sleep(RETIRED_MS, this.closed).then(() => {
      this.#retired.delete(lost);
      lost.cut();
    });
  }

  /** A frozen server or a half-open link stays silent; a long answer is no silence. */
  async #inTime<T>(attempt: (link: Link, listening: Listening) => Promise<T>, link: Link, ms: number): Promise<T> {
    const over = new AbortController();
    const listening = { signal: over.signal, heard: false };
    const answer = attempt(link, listening);
    const silence = this.#silence(listening, ms);
    // The loser of the race may still fail, unheard.
    answer.catch(() => undefined);
    silence.catch(() => undefined);
    try {
      // Silence ends well only once the answer has come.
      return (await Promise.race([answer, silence])) as T;
    } finally {
      // With a reason of its own: else each call makes an error.
      over.abort(null);
    }
  }

  /** Ends when nobody waits any more. @throws NoAnswer */
  async #silence(listening: Listening, ms: number): Promise<void> {
    do {
      listening.heard = false;
      await this.timer.sleep(ms, listening.signal);
      // Hear first what came while this thread was busy.
      if (!listening.signal.aborted) await yieldToEventLoop();
    } while (listening.heard);
    if (!listening.signal.aborted) throw new NoAnswer(ms);
  }
}
