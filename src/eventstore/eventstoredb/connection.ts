import { EventStoreDBClient } from '@eventstore/db-client';
import type { Timer } from '../../runtime/timer.ts';
import { StoreUnavailable } from '../event-store.ts';
import { faultOf, NoAnswer } from './faults.ts';

/** How long a call may take, and how long it is repeated before its caller is told, in milliseconds. */
export interface Patience {
  readonly attemptMs: number;
  readonly totalMs: number;
}

export const USUAL_PATIENCE: Patience = { attemptMs: 3_000, totalMs: 5_000 };

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;

/**
 * The one client of this process. It is built anew whenever the outcome of a call is unclear: an old one may hold on to a broken
 * connection, or to a failed look at the server's features, for ever.
 */
export class Connection {
  readonly #connectionString: string;
  readonly #timer: Timer;
  readonly #patience: Patience;
  #client: EventStoreDBClient;
  #closed = false;

  /** @throws Error when the connection string can't be read. */
  constructor(connectionString: string, timer: Timer, patience: Patience) {
    this.#connectionString = connectionString;
    this.#timer = timer;
    this.#patience = patience;
    this.#client = EventStoreDBClient.connectionString(connectionString);
  }

  get closed(): boolean {
    return this.#closed;
  }

  get client(): EventStoreDBClient {
    return this.#client;
  }

  /**
   * Makes a call, and makes it again while its outcome is unclear. Only for calls that may be repeated.
   * @param call one attempt, which is given up when `signal` aborts.
   * @throws what the call throws, when the server has said no.
   * @throws StoreUnavailable when there was no clear answer in time.
   */
  async call<T>(call: (client: EventStoreDBClient, signal: AbortSignal) => Promise<T>): Promise<T> {
    const { attemptMs, totalMs } = this.#patience;
    const giveUpAt = this.#timer.elapsed() + totalMs;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      if (this.#closed) throw new StoreUnavailable('the event log is closed');
      const client = this.#client;
      try {
        return await this.#inTime((signal) => call(client, signal), attemptMs);
      } catch (error) {
        if (faultOf(error) !== 'unclear') throw error;
        this.renew(client);
        if (this.#timer.elapsed() + pause >= giveUpAt) throw new StoreUnavailable(`EventStoreDB: ${textOf(error)}`);
        await this.#timer.sleep(pause);
      }
    }
  }

  /** Replaces a client that can't be trusted any more, unless that was done already. */
  renew(broken: EventStoreDBClient): void {
    if (this.#client !== broken || this.#closed) return;
    this.#client = EventStoreDBClient.connectionString(this.#connectionString);
    void broken.dispose().catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client.dispose();
  }

  /** The client waits for some answers without an end, whatever deadline it is given. */
  async #inTime<T>(attempt: (signal: AbortSignal) => Promise<T>, ms: number): Promise<T> {
    const over = new AbortController();
    const answer = attempt(over.signal);
    const tooLate = this.#timer.sleep(ms, over.signal).then((): T => {
      throw new NoAnswer(ms);
    });
    // Whoever loses the race may still fail: nobody listens then, and that is all right.
    answer.catch(() => undefined);
    tooLate.catch(() => undefined);
    try {
      return await Promise.race([answer, tooLate]);
    } finally {
      over.abort();
    }
  }
}

function textOf(error: unknown): string {
  const { message, type } = error as { message?: string; type?: string };
  return message || type || 'unknown fault';
}
