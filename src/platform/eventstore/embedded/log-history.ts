import type { Position, StoredEvent } from '../event-store.ts';
import { openLogFileReadOnly } from './log-file.ts';
import { LogReader } from './log-reader.ts';
import { toSequence } from './position.ts';

/** Events at a time: what is read of them, and made of it, is garbage before the room for new objects is full, and is not carried along. */
const PAGE = 250;

/** History for another thread than the writer's. Events are checked as everywhere. */
export class LogHistory {
  readonly #reader: LogReader;

  /** @throws StartFault when there is no readable log. */
  constructor(dataDir: string) {
    this.#reader = new LogReader(openLogFileReadOnly(dataDir));
  }

  /** From `after`, exclusive, to `until`; empty at the end. @throws DamagedLog, StoreUnavailable */
  page(after: Position, until: Position, categories: readonly string[]): StoredEvent[] {
    return this.#reader.page(toSequence(after), PAGE, { last: toSequence(until), categories });
  }

  close(): void {
    this.#reader.close();
  }
}
