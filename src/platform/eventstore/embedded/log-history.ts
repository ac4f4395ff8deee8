import type { Position, StoredEvent } from '../event-store.ts';
import { openLogFileReadOnly } from './log-file.ts';
import { LogReader, MAX_PAGE } from './log-reader.ts';
import { toSequence } from './position.ts';

/** History of the log of a data folder, for a thread beside the one that writes it. What is read is checked as everywhere. */
export class LogHistory {
  readonly #reader: LogReader;

  /** @throws StartFault when there is no log that can be read. */
  constructor(dataDir: string) {
    this.#reader = new LogReader(openLogFileReadOnly(dataDir));
  }

  /**
   * The next events of these kinds of streams after a position and up to another one; none when there are no more.
   * @throws DamagedLog, StoreUnavailable
   */
  page(after: Position, until: Position, categories: readonly string[]): StoredEvent[] {
    return this.#reader.page(toSequence(after), MAX_PAGE, { last: toSequence(until), categories });
  }

  close(): void {
    this.#reader.close();
  }
}
