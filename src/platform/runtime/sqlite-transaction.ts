import type { DatabaseSync } from 'node:sqlite';

/**
 * Runs `work` as one transaction of the only writer, and returns its result when that is committed.
 * @throws what `work` throws, or Error of SQLite; then nothing of it was written, and the next transaction begins afresh.
 */
export function inTransaction<Result>(db: DatabaseSync, work: () => Result): Result {
  try {
    db.exec('BEGIN IMMEDIATE');
    const result = work();
    db.exec('COMMIT');
    return result;
  } finally {
    // SQLite ends the transaction by itself after some faults, such as a full disk.
    if (db.isTransaction) db.exec('ROLLBACK');
  }
}
