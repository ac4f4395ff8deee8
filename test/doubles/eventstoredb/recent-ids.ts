import type { Proposed, StoredRecord } from './stored-record.ts';

/** How many ids the server's cache of 8 MiB holds, about: with 120,000 events in between an id was found to be forgotten. */
const REMEMBERED = 100_000;

/**
 * The ids that were written lately. When a call leaves the revision open, these are all that the server compares with, so that
 * a late repeat of such a call is written again.
 */
export class RecentIds {
  readonly #records = new Map<string, StoredRecord>();
  readonly #limit: number;

  constructor(limit = REMEMBERED) {
    this.#limit = limit;
  }

  add(record: StoredRecord): void {
    this.#records.delete(record.id);
    this.#records.set(record.id, record);
    if (this.#records.size <= this.#limit) return;
    const [oldest] = this.#records.keys();
    if (oldest !== undefined) this.#records.delete(oldest);
  }

  /** The records of these events in a stream, up to the first one that is not known there. */
  of(streamId: string, events: readonly Proposed[]): readonly StoredRecord[] {
    const found: StoredRecord[] = [];
    for (const { id } of events) {
      const record = this.#records.get(id);
      if (record?.streamId !== streamId) break;
      found.push(record);
    }
    return found;
  }
}
