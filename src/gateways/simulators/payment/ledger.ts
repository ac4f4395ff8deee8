import { join } from 'node:path';
import type { StatementSync } from 'node:sqlite';
import type { Won } from '../../../domain/money.ts';
import { LedgerFile } from '../ledger-file.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS charges (
    seq INTEGER PRIMARY KEY, paymentId TEXT NOT NULL UNIQUE, orderId TEXT NOT NULL UNIQUE, amount INTEGER NOT NULL,
    refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND amount), token TEXT NOT NULL, key TEXT NOT NULL, at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, digest TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  INSERT OR IGNORE INTO numbers VALUES ('requests', 0), ('declined', 0), ('clockMs', 0);
`;

/** Times are RFC 3339, of the simulator's clock. */
export interface StoredCharge {
  /** In the order of charges, from 1. */
  readonly seq: number;
  readonly paymentId: string;
  readonly orderId: string;
  readonly amount: Won;
  readonly refunded: Won;
  /** The means of payment; it decides how refunds go, too. */
  readonly token: string;
  readonly key: string;
  readonly at: string;
}

/** To the first call with a key. */
export interface StoredAnswer {
  /** Of the call. */
  readonly digest: string;
  readonly status: number;
  /** JSON. */
  readonly body: string;
  /** Milliseconds since 1970, of the simulator's clock. */
  readonly at: number;
}

/** Methods that change something run within {@link LedgerFile.write} of `file`. */
export class PaymentLedger {
  readonly file: LedgerFile;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(dataDir: string) {
    this.file = new LedgerFile(join(dataDir, 'payment-simulator.db'), SCHEMA);
    this.#statements = prepare(this.file);
  }

  chargeOfOrder(orderId: string): StoredCharge | undefined {
    return this.#statements.chargeOfOrder.get(orderId) as unknown as StoredCharge | undefined;
  }

  charge(paymentId: string): StoredCharge | undefined {
    return this.#statements.charge.get(paymentId) as unknown as StoredCharge | undefined;
  }

  /** After a place and not before a time, in order. */
  charges({ after, since, limit }: { after: number; since: string; limit: number }): StoredCharge[] {
    return this.#statements.charges.all(after, since, limit) as unknown as StoredCharge[];
  }

  addCharge({ paymentId, orderId, amount, token, key, at }: Omit<StoredCharge, 'seq' | 'refunded'>): void {
    this.#statements.addCharge.run(paymentId, orderId, amount, token, key, at);
  }

  addRefund(paymentId: string, amount: Won): void {
    this.#statements.addRefund.run(amount, paymentId);
  }

  /** What was charged and given back stays. */
  forgetMeans(orderId: string): void {
    this.#statements.forgetMeans.run(orderId);
  }

  answerTo(key: string): StoredAnswer | undefined {
    return this.#statements.answer.get(key) as unknown as StoredAnswer | undefined;
  }

  /** Replaces the answer of an earlier life of the key. */
  keepAnswer(key: string, { digest, status, body, at }: StoredAnswer): void {
    this.#statements.keepAnswer.run(key, digest, status, body, at);
  }

  number(name: 'requests' | 'declined' | 'clockMs'): number {
    return this.#statements.number.get(name)?.value as number;
  }

  add(name: 'requests' | 'declined' | 'clockMs', value: number): void {
    this.#statements.add.run(value, name);
  }
}

function prepare({ db }: LedgerFile) {
  return {
    chargeOfOrder: db.prepare('SELECT * FROM charges WHERE orderId = ?'),
    charge: db.prepare('SELECT * FROM charges WHERE paymentId = ?'),
    charges: db.prepare('SELECT * FROM charges WHERE seq > ? AND at >= ? ORDER BY seq LIMIT ?'),
    addCharge: db.prepare('INSERT INTO charges (paymentId, orderId, amount, token, key, at) VALUES (?, ?, ?, ?, ?, ?)'),
    addRefund: db.prepare('UPDATE charges SET refunded = refunded + ? WHERE paymentId = ?'),
    forgetMeans: db.prepare("UPDATE charges SET token = '' WHERE orderId = ?"),
    answer: db.prepare('SELECT digest, status, body, at FROM answers WHERE key = ?'),
    keepAnswer: db.prepare('INSERT OR REPLACE INTO answers (key, digest, status, body, at) VALUES (?, ?, ?, ?, ?)'),
    number: db.prepare('SELECT value FROM numbers WHERE name = ?'),
    add: db.prepare('UPDATE numbers SET value = value + ? WHERE name = ?'),
  } satisfies Record<string, StatementSync>;
}
