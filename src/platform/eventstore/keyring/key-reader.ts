import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** Reads without writing, beside the app or from a copy. Methods throw SQLite's errors. */
export class KeyReader {
  readonly #db: DatabaseSync;
  #wrapped: StatementSync | null = null;
  #version: StatementSync | null = null;

  /** @throws Error of SQLite when there is no such file. */
  constructor(path: string) {
    this.#db = new DatabaseSync(path, { readOnly: true, timeout: 1_000 });
  }

  /** Null when the file was never used. */
  secretCheck(): Uint8Array | null {
    return (this.#db.prepare('SELECT box FROM secret_check').get()?.box as Uint8Array | undefined) ?? null;
  }

  wrappedOf(keyId: string): Uint8Array | null | undefined {
    this.#wrapped ??= this.#db.prepare('SELECT wrapped FROM keys WHERE key_id = ?');
    return this.#wrapped.get(keyId)?.wrapped as Uint8Array | null | undefined;
  }

  /** Another number after each change by another connection. */
  changes(): number {
    this.#version ??= this.#db.prepare('PRAGMA data_version');
    return (this.#version.get() as { data_version: number }).data_version;
  }

  /** Null when sound. */
  integrityFault(): string | null {
    const row = this.#db.prepare('PRAGMA integrity_check(1)').get() as { integrity_check: string };
    return row.integrity_check === 'ok' ? null : row.integrity_check.replaceAll('\n', ' ');
  }

  close(): void {
    this.#db.close();
  }
}
