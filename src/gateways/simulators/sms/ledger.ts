import { join } from 'node:path';
import type { StatementSync } from 'node:sqlite';
import { LedgerFile } from '../ledger-file.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS refs (ref TEXT PRIMARY KEY, messageId TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY, ref TEXT NOT NULL UNIQUE REFERENCES refs (ref), recipient TEXT NOT NULL, text TEXT NOT NULL,
    type TEXT NOT NULL, at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messages_by_recipient ON messages (recipient);
  CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  INSERT OR IGNORE INTO numbers VALUES ('requests', 0);
`;

const COLUMNS = 'messageId, ref, recipient AS "to", text, type, at';
const MESSAGES = `SELECT ${COLUMNS} FROM messages JOIN refs USING (ref)`;

export interface StoredMessage {
  readonly messageId: string;
  readonly ref: string;
  /** E.164. */
  readonly to: string;
  readonly text: string;
  readonly type: 'SMS' | 'LMS';
  /** RFC 3339. */
  readonly at: string;
}

/**
 * References outlive their messages: nothing is sent again after a number was forgotten.
 * Methods that change something run within {@link LedgerFile.write} of `file`.
 */
export class SmsLedger {
  readonly file: LedgerFile;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(dataDir: string) {
    this.file = new LedgerFile(join(dataDir, 'sms-simulator.db'), SCHEMA);
    this.#statements = prepare(this.file);
  }

  /** Also when its number has been forgotten. */
  messageIdOf(ref: string): string | null {
    return (this.#statements.messageId.get(ref)?.messageId as string | undefined) ?? null;
  }

  add({ messageId, ref, to, text, type, at }: StoredMessage): void {
    this.#statements.addRef.run(ref, messageId);
    this.#statements.add.run(ref, to, text, type, at);
  }

  message(ref: string): StoredMessage | undefined {
    return this.#statements.message.get(ref) as unknown as StoredMessage | undefined;
  }

  /** The newest first. */
  newest(limit: number): StoredMessage[] {
    return this.#statements.newest.all(limit) as unknown as StoredMessage[];
  }

  /** In the order in which they were sent. */
  all(): StoredMessage[] {
    return this.#statements.all.all() as unknown as StoredMessage[];
  }

  /** Returns how many messages were deleted. */
  forget(to: string): number {
    return Number(this.#statements.forget.run(to).changes);
  }

  /** Returns how many messages were deleted. */
  forgetMessage(ref: string): number {
    return Number(this.#statements.forgetMessage.run(ref).changes);
  }

  get requests(): number {
    return this.#statements.requests.get()?.value as number;
  }

  countRequest(): void {
    this.#statements.countRequest.run();
  }
}

function prepare({ db }: LedgerFile) {
  return {
    messageId: db.prepare('SELECT messageId FROM refs WHERE ref = ?'),
    addRef: db.prepare('INSERT INTO refs (ref, messageId) VALUES (?, ?)'),
    add: db.prepare('INSERT INTO messages (ref, recipient, text, type, at) VALUES (?, ?, ?, ?, ?)'),
    message: db.prepare(`${MESSAGES} WHERE ref = ?`),
    newest: db.prepare(`${MESSAGES} ORDER BY seq DESC LIMIT ?`),
    all: db.prepare(`${MESSAGES} ORDER BY seq`),
    forget: db.prepare('DELETE FROM messages WHERE recipient = ?'),
    forgetMessage: db.prepare('DELETE FROM messages WHERE ref = ?'),
    requests: db.prepare("SELECT value FROM numbers WHERE name = 'requests'"),
    countRequest: db.prepare("UPDATE numbers SET value = value + 1 WHERE name = 'requests'"),
  } satisfies Record<string, StatementSync>;
}
