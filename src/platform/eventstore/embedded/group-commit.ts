import { threadPace } from '../../runtime/system.ts';
import type { AppendRequest } from '../append-request.ts';
import { StoreUnavailable } from '../event-store.ts';
import type { AppendOutcome, LogWriter } from './log-writer.ts';

interface Waiting {
  readonly request: AppendRequest;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: Error) => void;
}

/** More in one transaction would keep the others waiting for longer than a flush saves. */
const MAX_GROUP = 1_000;
/** Callers that go on together: a few, since each may have some milliseconds of work. */
const TOLD_AT_ONCE = 4;

/**
 * Gathers the calls that arrive in one turn of the event loop and commits them together: one flush to the disk answers many callers,
 * so the log gets faster the more callers there are. They are told one after the other, at the pace of the thread: what they go on with
 * would hold it for as long as there are callers.
 */
export class GroupCommit {
  readonly #writer: Pick<LogWriter, 'commit'>;
  readonly #committed: (group: readonly AppendRequest[], outcomes: readonly AppendOutcome[]) => void;
  #waiting: Waiting[] = [];
  #scheduled = false;
  #telling: Promise<void> = Promise.resolve();
  /** Groups of which not all callers were told yet. */
  #untold = 0;

  /** @param committed told of each group after it is on the disk, before its callers are. */
  constructor(
    writer: Pick<LogWriter, 'commit'>,
    committed: (group: readonly AppendRequest[], outcomes: readonly AppendOutcome[]) => void,
  ) {
    this.#writer = writer;
    this.#committed = committed;
  }

  /** @throws StoreUnavailable when the group could not be written; nothing of it was. */
  append(request: AppendRequest): Promise<AppendOutcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      this.#schedule();
    });
  }

  /** Commits what waits, now. */
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

  /** Whoever is told goes on with a call of their own, most often: those of one group make the next one. */
  #schedule(): void {
    if (this.#scheduled || this.#untold > 0 || this.#waiting.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => this.flush());
  }

  /** Tells each caller of a group what became of its call, after all of earlier groups. */
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
