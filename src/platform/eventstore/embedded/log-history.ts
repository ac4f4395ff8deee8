import type { Position, StoredEvent } from '../event-store.ts';
import { openLogFileReadOnly } from './log-file.ts';
import { LogReader, MAX_PAGE } from './log-reader.ts';
import { toSequence } from './position.ts';

/** History for another thread than the writer's. Events are checked as everywhere. */
export class LogHistory {
  readonly #reader: LogReader;

  /** @throws StartFault when there is no readable log. */
  constructor(dataDir: string) {
    this.#reader = new LogReader(openLogFileReadOnly(dataDir));
  }

  /** From `after`, exclusive, to `until`; empty at the end. @throws DamagedLog, StoreUnavailable */
  page(after: Position, until: Position, categories: readonly string[]): StoredEvent[] {
    return this.#reader.page(toSequence(after), MAX_PAGE, { last: toSequence(until), categories });
  }

  close(): void {
    this.#reader.close();
  }
}
