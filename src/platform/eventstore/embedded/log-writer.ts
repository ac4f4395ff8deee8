import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { inTransaction } from '../../runtime/sqlite-transaction.ts';
import type { AppendRequest, SerialEvent } from '../append-request.ts';
import type { ExpectedRevision } from '../event-store.ts';
import { parseStreamId } from '../stream-names.ts';
import type { StreamTail } from './log-reader.ts';
import { GENESIS, hashOf } from './log-row.ts';

/** What became of one call. Numbers are those of its last event. */
export type AppendOutcome =
  | { readonly kind: 'written'; readonly revision: number; readonly position: number }
  /** A repeat: the events were there already. */
  | { readonly kind: 'repeated'; readonly revision: number; readonly position: number }
  | { readonly kind: 'conflict'; readonly actual: ExpectedRevision };

/** The only writer of a log. It knows nothing of time and queues: it writes what it is given, in one transaction. */
export class LogWriter {
  readonly #db: DatabaseSync;
  readonly #last: StatementSync;
  readonly #lastRevision: StatementSync;
  readonly #idsFrom: StatementSync;
  readonly #insert: StatementSync;
  readonly #noteTail: StatementSync;
  #position = 0;
  #hash = GENESIS;
  /** Whether position and hash are those of the last row: not while a group is written, nor after one that failed. */
  #isAtEnd = false;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#last = db.prepare('SELECT position, hash FROM events ORDER BY position DESC LIMIT 1');
    this.#lastRevision = db.prepare('SELECT revision FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1');
    this.#idsFrom = db.prepare(
      'SELECT id, revision, position FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?',
    );
    this.#insert = db.prepare(
      'INSERT INTO events (position, stream, revision, category, id, type, data, metadata, hash) VALUES (?,?,?,?,?,?,?,?,?)',
    );
    this.#noteTail = db.prepare(
      `INSERT INTO tails (stream, revision, position) VALUES (?,?,?) ON CONFLICT (stream) DO UPDATE
       SET revision = excluded.revision, position = excluded.position WHERE excluded.revision > revision`,
    );
    this.#findEnd();
  }

  /** Position of the last event. */
  get position(): number {
    return this.#position;
  }

  /**
   * Writes the calls of a group in their order, as one transaction and one flush. A call that conflicts is left out; the others are
   * written.
   * @throws Error of SQLite when the group could not be written; then nothing of it was, and the next group is tried afresh.
   */
  commit(group: readonly AppendRequest[]): AppendOutcome[] {
    if (!this.#isAtEnd) this.#findEnd();
    this.#isAtEnd = false;
    const outcomes = inTransaction(this.#db, () => group.map((request) => this.#write(request)));
    this.#isAtEnd = true;
    return outcomes;
  }

  /** Notes the last events of streams that were written by a program which did not. Notes only ever grow. */
  noteTails(tails: Iterable<StreamTail>): void {
    inTransaction(this.#db, () => {
      for (const { stream, revision, position } of tails) this.#noteTail.run(stream, revision, position);
    });
  }

  #findEnd(): void {
    const last = this.#last.get() as { position: number; hash: Uint8Array } | undefined;
    this.#position = last?.position ?? 0;
    this.#hash = last?.hash ?? GENESIS;
    this.#isAtEnd = true;
  }

  #write({ streamId, expected, events }: AppendRequest): AppendOutcome {
    const last = this.#lastRevision.get(streamId) as { revision: number } | undefined;
    const actual: ExpectedRevision = last?.revision ?? 'no-stream';
    if (actual !== expected) return this.#asRepeat(streamId, expected, events) ?? { kind: 'conflict', actual };

    let revision = expected === 'no-stream' ? -1 : expected;
    const { category } = parseStreamId(streamId);
    for (const { id, type, data, metadata } of events) {
      const row = { position: this.#position + 1, stream: streamId, revision: ++revision, id, type, data, metadata };
      const hash = hashOf(this.#hash, row);
      this.#insert.run(row.position, streamId, revision, category, id, type, data, metadata, hash);
      this.#position = row.position;
      this.#hash = hash;
    }
    this.#noteTail.run(streamId, revision, this.#position);
    return { kind: 'written', revision, position: this.#position };
  }

  /** The first answer once more, when the same ids stand at the same place; null when other events do. */
  #asRepeat(streamId: string, expected: ExpectedRevision, events: readonly SerialEvent[]): AppendOutcome | null {
    const first = expected === 'no-stream' ? 0 : expected + 1;
    const there = this.#idsFrom.all(streamId, first, events.length) as {
      id: string;
      revision: number;
      position: number;
    }[];
    const last = there.at(-1);
    const isRepeat = there.length === events.length && events.every(({ id }, index) => id === there[index]?.id);
    return isRepeat && last !== undefined
      ? { kind: 'repeated', revision: last.revision, position: last.position }
      : null;
  }
}
