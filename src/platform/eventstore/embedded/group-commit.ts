import { threadPace } from '../../runtime/system.ts';
import { yieldToEventLoop } from '../../runtime/yield.ts';
import type { AppendRequest } from '../append-request.ts';
import { StoreUnavailable } from '../event-store.ts';
import type { AppendOutcome } from './log-writer.ts';

interface Waiting {
  readonly request: AppendRequest;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: Error) => void;
}

/** Answers, or resolves, when the disk has a group; throws when nothing of it is certain. */
interface GroupWriter {
  commit(group: readonly AppendRequest[]): readonly AppendOutcome[] | Promise<readonly AppendOutcome[]>;
}

/** More would delay the other callers for longer than a flush saves. */
const MAX_GROUP = 1_000;

/**
 * Commits all calls that have come by its turn with one flush: the turn of the most urgent of them, or the end of the flush before, if that
 * comes later. Callers go on at the thread's pace, each when its own turn comes, or what follows from a large group would hold the thread.
 */
export class GroupCommit {
  readonly #writer: GroupWriter;
  readonly #committed: (group: readonly AppendRequest[], outcomes: readonly AppendOutcome[]) => void;
  #waiting: Waiting[] = [];
  /** Patience of the most urgent one who waits; infinite when nobody does. */
  #patience = Number.POSITIVE_INFINITY;
  /** A group is on its way to the disk. */
  #isAtWork = false;
  /** It is the turn of those who wait. */
  #isDue = false;
  /** Calls that have not gone on yet. */
  #open = 0;

  /** @param committed called when a group is on the disk, before its callers go on. */
  constructor(
    writer: GroupWriter,
    committed: (group: readonly AppendRequest[], outcomes: readonly AppendOutcome[]) => void,
  ) {
    this.#writer = writer;
    this.#committed = committed;
  }

  /** @throws StoreUnavailable when nothing of the group was written. */
  async append(request: AppendRequest): Promise<AppendOutcome> {
    this.#open++;
    try {
      return await new Promise<AppendOutcome>((resolve, reject) => {
        this.#waiting.push({ request, resolve, reject });
        this.#schedule();
      });
    } finally {
      await threadPace.turn();
      this.#open--;
    }
  }

  /** Resolves when every call so far has gone on. */
  async settled(): Promise<void> {
    while (this.#open > 0) await yieldToEventLoop();
  }

  async #flush(): Promise<void> {
    this.#patience = Number.POSITIVE_INFINITY;
    this.#isDue = true;
    if (this.#isAtWork) return;
    this.#isAtWork = true;
    while (this.#isDue) {
      const group = this.#waiting.splice(0, MAX_GROUP);
      this.#isDue = this.#waiting.length > 0;
      if (group.length > 0) await this.#commit(group);
    }
    this.#isAtWork = false;
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    const requests = group.map(({ request }) => request);
    try {
      const outcomes = await this.#writer.commit(requests);
      this.#committed(requests, outcomes);
      for (const [index, { resolve }] of group.entries()) resolve(outcomes[index] as AppendOutcome);
    } catch (error) {
      const unavailable = new StoreUnavailable(`the event log can't be written: ${(error as Error).message}`);
      for (const { reject } of group) reject(unavailable);
    }
  }

  #schedule(): void {
    if (threadPace.patience >= this.#patience) return;
    this.#patience = threadPace.patience;
    // What the same turn of the event loop brings comes with it.
    setImmediate(() => void threadPace.turn().then(() => this.#flush()));
  }
}
