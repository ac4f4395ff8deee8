import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/** How long a writer may stand in the way, in milliseconds. */
const WAIT_MS = 5_000;

parentPort?.postMessage(compacted((workerData as { readonly path: string }).path));

/** What keeps the file from being compacted; null when it is. */
function compacted(path: string): string | null {
  try {
    const db = new DatabaseSync(path, { timeout: WAIT_MS });
    try {
      db.exec('VACUUM');
      const emptied = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
      return emptied?.busy === 0 ? null : 'another process is reading it';
    } finally {
      db.close();
    }
  } catch (error) {
    return (error as Error).message;
  }
}
