import { threadPace } from '../../runtime/system.ts';
import type { AppendRequest } from '../append-request.ts';
import { StoreUnavailable } from '../event-store.ts';
import type { AppendOutcome, LogWriter } from './log-writer.ts';

interface Waiting {
  readonly request: AppendRequest;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: Error) => void;
}

/** More would delay the other callers for longer than a flush saves. */
const MAX_GROUP = 1_000;

/**
 * Commits all calls that have come by its turn with one flush: the turn of the most urgent of them. Callers go on at the thread's pace,
 * each when its own turn comes, or what follows from a large group would hold the thread.
 */
export class GroupCommit {
  readonly #writer: Pick<LogWriter, 'commit'>;
  readonly #committed: (group: readonly AppendRequest[], outcomes: readonly AppendOutcome[]) => void;
  #waiting: Waiting[] = [];
  /** Patience of the most urgent one who waits; infinite when nobody does. */
  #patience = Number.POSITIVE_INFINITY;

  /** @param committed called when a group is on the disk, before its callers go on. */
  constructor(
    writer: Pick<LogWriter, 'commit'>,
    committed: (group: readonly AppendRequest[], outcomes: readonly AppendOutcome[]) => void,
  ) {
    this.#writer = writer;
    this.#committed = committed;
  }

  /** @throws StoreUnavailable when nothing of the group was written. */
  async append(request: AppendRequest): Promise<AppendOutcome> {
    try {
      return await new Promise<AppendOutcome>((resolve, reject) => {
        this.#waiting.push({ request, resolve, reject });
        this.#schedule();
      });
    } finally {
      await threadPace.turn();
    }
  }

  flush(): void {
    this.#patience = Number.POSITIVE_INFINITY;
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, MAX_GROUP);
      const requests = group.map(({ request }) => request);
      let outcomes: AppendOutcome[];
      try {
        outcomes = this.#writer.commit(requests);
      } catch (error) {
        const unavailable = new StoreUnavailable(`the event log can't be written: ${(error as Error).message}`);
        for (const { reject } of group) reject(unavailable);
        continue;
      }
      this.#committed(requests, outcomes);
      for (const [index, { resolve }] of group.entries()) resolve(outcomes[index] as AppendOutcome);
    }
  }

  #schedule(): void {
    if (threadPace.patience >= this.#patience) return;
    this.#patience = threadPace.patience;
    // What the same turn of the event loop brings comes with it.
    setImmediate(() => void threadPace.turn().then(() => this.flush()));
  }
}
