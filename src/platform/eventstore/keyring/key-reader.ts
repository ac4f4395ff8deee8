import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** Reads a file of keys without writing to it: beside the app that has it open, or a copy of it. Methods throw SQLite's errors. */
export class KeyReader {
  readonly #db: DatabaseSync;
  #wrapped: StatementSync | null = null;

  /** @throws Error of SQLite when there is no such file. */
  constructor(path: string) {
    this.#db = new DatabaseSync(path, { readOnly: true, timeout: 1_000 });
  }

  /** What the secret is known by, or `null` when the file was never used. */
  secretCheck(): Uint8Array | null {
    return (this.#db.prepare('SELECT box FROM secret_check').get()?.box as Uint8Array | undefined) ?? null;
  }

  /** A wrapped key; `null` when it was destroyed, `undefined` when the id is unknown. */
  wrappedOf(keyId: string): Uint8Array | null | undefined {
    this.#wrapped ??= this.#db.prepare('SELECT wrapped FROM keys WHERE key_id = ?');
    return this.#wrapped.get(keyId)?.wrapped as Uint8Array | null | undefined;
  }

  /** Another number after each change that another connection has made. */
  changes(): number {
    return (this.#db.prepare('PRAGMA data_version').get() as { data_version: number }).data_version;
  }

  /** What SQLite finds wrong with the file; null when nothing is. */
  integrityFault(): string | null {
    const row = this.#db.prepare('PRAGMA integrity_check(1)').get() as { integrity_check: string };
    return row.integrity_check === 'ok' ? null : row.integrity_check.replaceAll('\n', ' ');
  }

  close(): void {
    this.#db.close();
  }
}
