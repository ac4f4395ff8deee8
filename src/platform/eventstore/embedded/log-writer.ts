import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Recent } from '../../runtime/recent.ts';
import { inTransaction } from '../../runtime/sqlite-transaction.ts';
import type { AppendRequest, SerialEvent } from '../append-request.ts';
import type { ExpectedRevision } from '../event-store.ts';
import { parseStreamId } from '../stream-names.ts';
import type { StreamTail } from './log-reader.ts';
import { GENESIS, hashOf } from './log-row.ts';

/** Numbers are those of the last event of the call. */
export type AppendOutcome =
  | { readonly kind: 'written'; readonly revision: number; readonly position: number }
  /** The events were there already. */
  | { readonly kind: 'repeated'; readonly revision: number; readonly position: number }
  | { readonly kind: 'conflict'; readonly actual: ExpectedRevision };

/** Of streams that are worked on. */
const KNOWN_ENDS = 10_000;

/** The only writer of a log. It knows neither time nor queues. */
export class LogWriter {
  readonly #db: DatabaseSync;
  readonly #last: StatementSync;
  readonly #lastRevision: StatementSync;
  readonly #idsFrom: StatementSync;
  readonly #insert: StatementSync;
  readonly #noteTail: StatementSync;
  #position = 0;
  #hash = GENESIS;
  /** False while a group is written, and after one that failed. */
  #isAtEnd = false;
  /** Where streams end whose ends are not noted yet. */
  readonly #unnoted = new Map<string, StreamTail>();
  /** Where streams end that are written to, or asked for. */
  #ends = new Recent<string, ExpectedRevision>(KNOWN_ENDS);

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

  get position(): number {
    return this.#position;
  }

  /** Writes a group in order with one flush; conflicting calls are left out. @throws Error of SQLite; then nothing was written. */
  commit(group: readonly AppendRequest[]): AppendOutcome[] {
    if (!this.#isAtEnd) this.#findEnd();
    this.#isAtEnd = false;
    const outcomes = inTransaction(this.#db, () => group.map((request) => this.#write(request)));
    this.#isAtEnd = true;
    for (const [index, { streamId: stream }] of group.entries()) {
      const outcome = outcomes[index];
      if (outcome?.kind !== 'written') continue;
      this.#unnoted.set(stream, { stream, revision: outcome.revision, position: outcome.position });
    }
    return outcomes;
  }

  /** Whether some streams have grown since their ends were noted. */
  get hasUnnotedTails(): boolean {
    return this.#unnoted.size > 0;
  }

  /** Notes them. @throws Error of SQLite; then they are still to be noted */
  noteNewTails(): void {
    this.noteTails(this.#unnoted.values());
    this.#unnoted.clear();
  }

  /** Of a stream's last event. @throws Error of SQLite */
  endOf(streamId: string): ExpectedRevision {
    if (!this.#isAtEnd) this.#findEnd();
    return this.#endOf(streamId);
  }

  /** For streams written by a program without notes. Notes only grow. */
  noteTails(tails: Iterable<StreamTail>): void {
    inTransaction(this.#db, () => {
      for (const { stream, revision, position } of tails) this.#noteTail.run(stream, revision, position);
    });
  }

  #findEnd(): void {
    const last = this.#last.get() as { position: number; hash: Uint8Array } | undefined;
    this.#position = last?.position ?? 0;
    this.#hash = last?.hash ?? GENESIS;
    // What a group that failed has noted was not written.
    this.#ends = new Recent(KNOWN_ENDS);
    this.#isAtEnd = true;
  }

  #endOf(streamId: string): ExpectedRevision {
    const known = this.#ends.get(streamId);
    if (known !== undefined) return known;
    const last = this.#lastRevision.get(streamId) as { revision: number } | undefined;
    const end = last?.revision ?? 'no-stream';
    this.#ends.set(streamId, end);
    return end;
  }

  #write({ streamId, expected, events }: AppendRequest): AppendOutcome {
    const actual = this.#endOf(streamId);
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
    this.#ends.set(streamId, revision);
    return { kind: 'written', revision, position: this.#position };
  }

  /** Null when other events stand there. */
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
