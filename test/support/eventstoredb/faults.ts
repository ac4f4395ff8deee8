import { setTimeout as sleep } from 'node:timers/promises';

export type Method = 'features' | 'append' | 'batch' | 'read';

/** What a call is ended with instead of an answer: a gRPC status, or for the batch path a status that the client does not know. */
export interface Failure {
  readonly code: number;
  readonly details: string;
  /** The client tells some errors by a word in the trailers. */
  readonly exception?: string;
}

/** What the server does wrong, until it is told to stop that. */
export class Faults {
  /** Reads what comes, and does nothing at all with it: as a process that was stopped. */
  #frozen: PromiseWithResolvers<void> | null = null;
  /** Carries calls out, and never answers. */
  silentAnswers = false;
  /** Waits so long before it carries a call out, in milliseconds. */
  slowMs = 0;
  readonly #failures: { method: Method; failure: Failure; times: number }[] = [];

  freeze(): void {
    this.#frozen ??= Promise.withResolvers();
  }

  thaw(): void {
    this.#frozen?.resolve();
    this.#frozen = null;
  }

  get isFrozen(): boolean {
    return this.#frozen !== null;
  }

  failNext(method: Method, failure: Failure, times = 1): void {
    this.#failures.push({ method, failure, times });
  }

  /** Comes before every call: waits as long as it is to wait, and says how the call fails, if it does. */
  async before(method: Method): Promise<Failure | null> {
    await this.#frozen?.promise;
    if (this.slowMs > 0) await sleep(this.slowMs);
    const planned = this.#failures.find((one) => one.method === method && one.times > 0);
    if (planned === undefined) return null;
    planned.times--;
    return planned.failure;
  }
}
