import { StoreUnavailable } from '../../../../src/platform/eventstore/event-store.ts';
import type { HeldLease, Lease, LeaseStore } from '../../../../src/platform/leases/lease-store.ts';
import type { Timer } from '../../../../src/platform/runtime/timer.ts';

/** What happens to one call, in milliseconds: the way there, the way back, and on which of them it is lost. */
export interface CallFate {
  readonly there: number;
  readonly back: number;
  readonly lost: 'request' | 'answer' | null;
}

/** A lease store at the end of a bad line: each call has the next of the given fates, over and over. */
export class FaultyLeaseStore implements LeaseStore {
  readonly #store: LeaseStore;
  readonly #timer: Timer;
  readonly #fates: readonly CallFate[];
  #calls = 0;

  constructor(store: LeaseStore, timer: Timer, fates: readonly CallFate[]) {
    this.#store = store;
    this.#timer = timer;
    this.#fates = fates;
  }

  read(name: string): Promise<Lease | null> {
    return this.#call(() => this.#store.read(name));
  }

  take(name: string, holder: string, seen: Lease | null): Promise<HeldLease | null> {
    return this.#call(() => this.#store.take(name, holder, seen));
  }

  beat(lease: HeldLease): Promise<boolean> {
    return this.#call(() => this.#store.beat(lease));
  }

  release(lease: HeldLease): Promise<void> {
    return this.#call(() => this.#store.release(lease));
  }

  async #call<Result>(work: () => Promise<Result>): Promise<Result> {
    const { there, back, lost } = this.#fates[this.#calls++ % this.#fates.length] as CallFate;
    await this.#timer.sleep(there);
    if (lost === 'request') throw new StoreUnavailable('leases: the request was lost');
    const result = await work();
    await this.#timer.sleep(back);
    if (lost === 'answer') throw new StoreUnavailable('leases: the answer was lost');
    return result;
  }
}
