import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

export interface PrivateFileOptions {
  readonly schema: string;
  /** `FULL`: what is answered is on the disk. `NORMAL`: a power cut may cost the last seconds. */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** For how long a call waits for another program that has locked the file, in milliseconds. */
  readonly timeout: number;
}

/**
 * Opens a SQLite file, or makes one that only its owner can read. What is deleted in it is overwritten.
 * @throws Error of the file system or of SQLite.
 */
export function openPrivateFile(path: string, { schema, synchronous, timeout }: PrivateFileOptions): DatabaseSync {
  // SQLite gives the files beside this one (-wal, -shm) the same mode.
  closeSync(openSync(path, 'a', 0o600));
  const db = new DatabaseSync(path, { timeout });
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA secure_delete = ON;`);
  db.exec(schema);
  return db;
}
