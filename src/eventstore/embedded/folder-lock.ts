import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartFault } from '../../runtime/start-fault.ts';

/**
 * Makes this process the only app on a data folder until the returned function is called or the process ends, however it ends: the
 * lock is the operating system's. Tools that only read don't need it.
 * @throws StartFault when another app uses the folder.
 */
export function lockFolder(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const lock = new DatabaseSync(join(dataDir, 'app.lock'));
  try {
    lock.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE;');
  } catch (error) {
    lock.close();
    if (!/locked|busy/.test((error as Error).message)) throw error;
    throw new StartFault(
      `Another Kkotgil is running on the data folder ${dataDir}. Stop it first, or give this one a folder of its own (KKOTGIL_DATA_DIR).`,
    );
  }
  return () => lock.close();
}
