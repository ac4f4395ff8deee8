import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isBusy } from '../../runtime/sqlite-faults.ts';
import { StartFault } from '../../runtime/start-fault.ts';

/**
 * Makes this process the only app on a data folder until the returned function is called or the process ends, however it ends: the
 * lock is the operating system's. Tools that only read don't need it.
 * @throws StartFault when another app uses the folder, or when this one can't.
 */
export function lockFolder(dataDir: string): () => void {
  let lock: DatabaseSync | null = null;
  try {
    mkdirSync(dataDir, { recursive: true });
    lock = new DatabaseSync(join(dataDir, 'app.lock'));
    lock.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE;');
  } catch (error) {
    lock?.close();
    throw new StartFault(
      isBusy(error)
        ? `Another Kkotgil is running on the data folder ${dataDir}. Stop it first, or give this one a folder of its own (KKOTGIL_DATA_DIR).`
        : `The data folder ${dataDir} can't be used: ${(error as Error).message}. Check that this user may write to it, or name another one (KKOTGIL_DATA_DIR).`,
    );
  }
  const held = lock;
  return () => held.close();
}
