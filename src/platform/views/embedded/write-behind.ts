import { StoreUnavailable } from '../../eventstore/event-store.ts';
import { systemTimer } from '../../runtime/system.ts';
import { yieldThread } from '../../runtime/yield.ts';
import type { HeldTable } from './held-table.ts';
import type { ViewsFile } from './views-file.ts';

/** So many documents are written without a break: some milliseconds. */
const AT_ONCE = 100;
/** When more of one version are held back, whoever brings more has some written. */
const MOST = 2_000;

/** Writes what tables hold back, a while after it came: what has changed several times by then is written once. */
export class WriteBehind {
  readonly #file: ViewsFile;
  readonly #afterMs: number;
  readonly #stop = new AbortController();
  #isAtWork = false;
  /** What kept the last ones from being written, where that was no fault of the file; null when nothing did. */
  #fault: unknown = null;

  /** @param afterMs how long documents are held back, in milliseconds. */
  constructor(file: ViewsFile, afterMs: number) {
    this.#file = file;
    this.#afterMs = afterMs;
  }

  /**
   * Something is held back in a table.
   * @throws StoreUnavailable when much is, and can't be written; what kept earlier ones from being written, where that was a fault of theirs.
   */
  follow(table: HeldTable): void {
    const fault = this.#fault;
    this.#fault = null;
    if (table.size > MOST) this.#writeSome(table);
    if (!this.#isAtWork) void this.#work();
    if (fault !== null) throw fault;
  }

  /** Writes all that these tables hold back. @throws StoreUnavailable; then it is still held back */
  writeNow(tables: Iterable<HeldTable> = this.#file.tables): void {
    for (const table of tables) while (table.isHolding) this.#writeSome(table);
  }

  stop(): void {
    this.#stop.abort();
  }

  async #work(): Promise<void> {
    const { signal } = this.#stop;
    this.#isAtWork = true;
    do {
      await systemTimer.sleep(this.#afterMs, signal);
      for (const table of this.#file.tables) await this.#writeInTurns(table);
    } while (!signal.aborted && this.#file.tables.some(({ isHolding }) => isHolding));
    this.#isAtWork = false;
  }

  /** What can't be written now is tried again after the next pause. */
  async #writeInTurns(table: HeldTable): Promise<void> {
    while (table.isHolding) {
      await yieldThread();
      if (this.#stop.signal.aborted || !this.#file.has(table)) return;
      try {
        this.#writeSome(table);
      } catch (error) {
        // Nobody waits for this: whoever brings more is told.
        if (!(error instanceof StoreUnavailable)) this.#fault = error;
        return;
      }
    }
  }

  /** A document may be written ahead of the position: it has its own. The position comes with the last one. */
  #writeSome(table: HeldTable): void {
    const documents = table.oldest(AT_ONCE);
    const written = this.#file.together(() => {
      if (documents.length === table.size) this.#file.versions.moveOn(table.ref, table.position);
      return documents.filter((change) => table.table.put(change));
    });
    table.table.remember(written);
    table.release(documents);
  }
}
