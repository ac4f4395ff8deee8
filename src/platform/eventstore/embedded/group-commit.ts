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
/** Few, since each may go on with some milliseconds of work. */
const TOLD_AT_ONCE = 4;

/** Commits all calls of one turn of the event loop with one flush. Callers are told at the thread's pace, or their work would hold it. */
export class GroupCommit {
  readonly #writer: Pick<LogWriter, 'commit'>;
  readonly #committed: (group: readonly AppendRequest[], outcomes: readonly AppendOutcome[]) => void;
  #waiting: Waiting[] = [];
  #scheduled = false;
  #telling: Promise<void> = Promise.resolve();
  /** Groups with callers that were not told yet. */
  #untold = 0;

  /** @param committed called when a group is on the disk, before its callers are told. */
  constructor(
    writer: Pick<LogWriter, 'commit'>,
    committed: (group: readonly AppendRequest[], outcomes: readonly AppendOutcome[]) => void,
  ) {
    this.#writer = writer;
    this.#committed = committed;
  }

  /** @throws StoreUnavailable when nothing of the group was written. */
  append(request: AppendRequest): Promise<AppendOutcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      this.#schedule();
    });
  }

  flush(): void {
    this.#scheduled = false;
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, MAX_GROUP);
      const requests = group.map(({ request }) => request);
      let outcomes: AppendOutcome[];
      try {
        outcomes = this.#writer.commit(requests);
      } catch (error) {
        const unavailable = new StoreUnavailable(`the event log can't be written: ${(error as Error).message}`);
        this.#tell(group, ({ reject }) => reject(unavailable));
        continue;
      }
      this.#committed(requests, outcomes);
      this.#tell(group, ({ resolve }, index) => resolve(outcomes[index] as AppendOutcome));
    }
  }

  /** Callers that were told mostly call again: they make the next group. */
  #schedule(): void {
    if (this.#scheduled || this.#untold > 0 || this.#waiting.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => this.flush());
  }

  /** After all callers of earlier groups. */
  #tell(group: readonly Waiting[], tell: (caller: Waiting, index: number) => void): void {
    this.#untold++;
    this.#telling = this.#telling.then(async () => {
      for (let from = 0; from < group.length; from += TOLD_AT_ONCE) {
        await threadPace.step(() => {
          for (const [at, caller] of group.slice(from, from + TOLD_AT_ONCE).entries()) tell(caller, from + at);
        });
      }
      this.#untold--;
      this.#schedule();
    });
  }
}
