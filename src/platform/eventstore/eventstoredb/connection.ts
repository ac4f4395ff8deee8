import type { Timer } from '../../runtime/timer.ts';
import { yieldToEventLoop } from '../../runtime/yield.ts';
import { DamagedLog, StoreRefused, StoreUnavailable } from '../event-store.ts';
import { BatchAppends } from './batch-appends.ts';
import { CallFault, NoAnswer } from './faults.ts';
import { Link } from './link.ts';

/**
 * How long a server may say nothing, and how long a call is repeated before its caller is told, in milliseconds.
 */
export interface Patience {
  readonly attemptMs: number;
  readonly totalMs: number;
}

export const USUAL_PATIENCE: Patience = { attemptMs: 3_000, totalMs: 5_000 };

/** What an attempt tells while it goes on, and is told. */
export interface Listening {
  /** Aborts when nobody waits for it any more. */
  readonly signal: AbortSignal;
  /** Set whenever something of the answer has come. */
  heard: boolean;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;
/** How long calls may go on that are open on a link when it is replaced, in milliseconds: nothing that ends by itself takes longer. */
const RETIRED_MS = 10_000;

/**
 * The one link of this process to the server, replaced when it is broken. What is open on the old one comes to its own end there, or
 * fails for those who wait for it; it is never cut off because of another call's fault.
 */
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

  /** Aborts when the connection is closed. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  get link(): Link {
    return this.#link;
  }

  /** The appends of the current link, which keep their own time. */
  get appends(): BatchAppends {
    return this.#appends;
  }

  /**
   * Makes a call, and makes it again while there is no clear answer. Only for calls that may be repeated.
   * @param attempt one attempt, given up when its signal aborts.
   * @throws CallFault when the server has said no.
   * @throws StoreRefused when it will never take such a call.
   * @throws StoreUnavailable when there was no clear answer in time.
   */
  call<T>(attempt: (link: Link, listening: Listening) => Promise<T>): Promise<T> {
    return this.repeat((link) => this.#inTime(attempt, link));
  }

  /** As {@link call}, for attempts that keep their own time. @throws what an attempt throws that is no fault of a call. */
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

  /**
   * Sees to it that a call can be made again after a fault: a broken link is replaced, unless that was done already.
   * @throws what the fault means, when a repeat would not help.
   */
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

  /** @throws StoreUnavailable when it is closed. */
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

  /** A server that is frozen, or a link that is half open, says nothing at all for a long time; a long answer is no silence. */
  async #inTime<T>(attempt: (link: Link, listening: Listening) => Promise<T>, link: Link): Promise<T> {
    const over = new AbortController();
    const listening = { signal: over.signal, heard: false };
    const answer = attempt(link, listening);
    const silence = this.#silence(listening);
    // Whoever loses the race may still fail: nobody listens then, and that is all right.
    answer.catch(() => undefined);
    silence.catch(() => undefined);
    try {
      return await Promise.race([answer, silence]);
    } finally {
      // With a reason of its own, since else an error is made for each call.
      over.abort(null);
    }
  }

  /** @throws NoAnswer */
  async #silence(listening: Listening): Promise<never> {
    const { attemptMs } = this.patience;
    do {
      listening.heard = false;
      await this.timer.sleep(attemptMs, listening.signal);
      // What has come while this thread was busy is heard first.
      if (!listening.signal.aborted) await yieldToEventLoop();
    } while (listening.heard);
    throw new NoAnswer(attemptMs);
  }
}
