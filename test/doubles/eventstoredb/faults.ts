import { setTimeout as sleep } from 'node:timers/promises';

export type Method = 'features' | 'append' | 'batch' | 'read';

/** What a call is ended with instead of an answer: a gRPC status, or for the batch path a status that the client does not know. */
export interface Failure {
  readonly code: number;
  readonly details: string;
  /** The client tells some errors by a word in the trailers, and reads what it says of them from the others. */
  readonly exception?: string;
  readonly trailers?: Readonly<Record<string, string>>;
}

/** As a server answers that has started, but not read its log yet. */
export const NOT_READY: Failure = { code: 14, details: 'Server Is Not Ready' };

/** What the server does wrong, until it is told to stop that. */
export class Faults {
  #thawed: PromiseWithResolvers<void> | null = null;
  /** Takes calls, and never does nor answers anything. */
  silent = false;
  /** Carries appends out, and never answers. */
  silentAnswers = false;
  /** Waits so long before it carries a call out, in milliseconds. */
  slowMs = 0;
  /** Sends the answer to a read in parts, and waits so long before each, in milliseconds. */
  partsMs = 0;
  /** A read that filters is looked for without an end. */
  neverFinds = false;
  /** The way to a live subscription takes no more than one message in so many milliseconds. */
  narrowMs = 0;
  /** So many of the next calls come while no node leads. */
  leaderless = 0;
  /** So many of the next appends are refused for their revision, right or wrong. */
  wrongNext = 0;
  readonly #failures: { method: Method; failure: Failure; times: number }[] = [];

  /** Reads what comes, and does nothing at all with it before it thaws: as a process that was stopped. */
  freeze(): void {
    this.#thawed ??= Promise.withResolvers();
  }

  thaw(): void {
    this.#thawed?.resolve();
    this.#thawed = null;
  }

  get isFrozen(): boolean {
    return this.#thawed !== null;
  }

  /** Ends the next calls of a kind with a failure. */
  failNext(method: Method, failure: Failure, times = 1): void {
    this.#failures.push({ method, failure, times });
  }

  /** Whether this append is to be refused for its revision. */
  takesWrong(): boolean {
    if (this.wrongNext === 0) return false;
    this.wrongNext--;
    return true;
  }

  /** Waits while the server is frozen. */
  async thawed(): Promise<void> {
    await this.#thawed?.promise;
  }

  /** Comes before every call: waits as long as it is to wait, and says how the call fails, if it does. */
  async before(method: Method): Promise<Failure | null> {
    if (this.silent) await new Promise<never>(() => undefined);
    await this.thawed();
    if (this.slowMs > 0) await sleep(this.slowMs);
    if (method !== 'features' && this.leaderless > 0) {
      this.leaderless--;
      return NOT_READY;
    }
    const planned = this.#failures.find((one) => one.method === method && one.times > 0);
    if (planned === undefined) return null;
    planned.times--;
    return planned.failure;
  }
}
