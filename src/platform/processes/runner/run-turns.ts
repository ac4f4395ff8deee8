import { threadPace } from '../../runtime/system.ts';
import type { WorkList } from './work-list.ts';

export interface RunTerms {
  /** How many instances are worked on at once. */
  readonly concurrency: number;
  /** For how long a run lets others go first. */
  readonly patienceMs: number;
  /** Once it aborts no run begins. */
  readonly signal: AbortSignal;
  run(instanceId: string): Promise<void>;
  /** After each run. */
  onEnd(): void;
}

/** Gives instances that are queued their runs: each asks for its turn of the thread by itself. */
export class RunTurns {
  readonly #terms: RunTerms;
  readonly #runs = new Set<Promise<void>>();
  /** Runs that wait for their turn. */
  #asked = 0;

  constructor(terms: RunTerms) {
    this.#terms = terms;
  }

  /** As far as so many are worked on at once. */
  give(work: WorkList): void {
    const { concurrency, patienceMs } = this.#terms;
    while (this.#asked < work.queued && this.#asked + work.running < concurrency) {
      this.#asked++;
      threadPace.patiently(patienceMs, () => void threadPace.turn().then(() => this.#begin(work)));
    }
  }

  /** Resolves when those that run have come to their end. */
  async ended(): Promise<void> {
    await Promise.all(this.#runs);
  }

  /** The run of the instance that has waited for longest. */
  #begin(work: WorkList): void {
    const { signal, run, onEnd } = this.#terms;
    this.#asked--;
    const instanceId = signal.aborted ? undefined : work.start();
    if (instanceId === undefined) return;
    const running = run(instanceId).finally(() => {
      this.#runs.delete(running);
      onEnd();
    });
    this.#runs.add(running);
  }
}
