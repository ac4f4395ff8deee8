import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isBusy } from '../../runtime/sqlite-faults.ts';
import { StartFault } from '../../runtime/start-fault.ts';
import { logPath } from './log-file.ts';

/** How long a reader of the log is waited for, in milliseconds. */
const READERS_MS = 2_000;

/** Locks a folder, by the operating system, until released or the process ends; readers need no lock. @throws StartFault */
export function lockFolder(dataDir: string): () => void {
  const path = join(dataDir, 'app.lock');
  let lock: DatabaseSync | null = null;
  try {
    mkdirSync(dataDir, { recursive: true });
    lock = new DatabaseSync(path);
    lock.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE;');
    if (!isKnown(lock, path)) {
      // Somebody may hold the lock that lay here before.
      if (isLogInUse(dataDir)) throw inUse(dataDir);
      makeKnown(lock, path);
    }
  } catch (error) {
    lock?.close();
    if (error instanceof StartFault) throw error;
    if (isBusy(error)) throw inUse(dataDir);
    throw new StartFault(
      `The data folder ${dataDir} can't be used: ${(error as Error).message}. Check that this user may write to it, or name another one.`,
      { setting: 'data-dir' },
    );
  }
  const held = lock;
  return () => held.close();
}

function inUse(dataDir: string): StartFault {
  return new StartFault(
    `Another process is running on the data folder ${dataDir}. Stop it first, or give this one a folder of its own.`,
    { setting: 'data-dir' },
  );
}

/** The lock file names itself, so that an exchanged one is noticed. */
function isKnown(lock: DatabaseSync, path: string): boolean {
  try {
    return lock.prepare('SELECT inode FROM lock').get()?.inode === inodeOf(path);
  } catch {
    return false;
  }
}

/** Within the transaction that is the lock, which is begun anew. */
function makeKnown(lock: DatabaseSync, path: string): void {
  lock.exec('CREATE TABLE IF NOT EXISTS lock (inode TEXT NOT NULL) STRICT; DELETE FROM lock;');
  lock.prepare('INSERT INTO lock (inode) VALUES (?)').run(inodeOf(path));
  lock.exec('COMMIT; BEGIN EXCLUSIVE;');
}

function inodeOf(path: string): string {
  const { dev, ino } = statSync(path);
  return `${dev}/${ino}`;
}

/** Another open connection rules out being the only app. */
function isLogInUse(dataDir: string): boolean {
  if (!existsSync(logPath(dataDir))) return false;
  let log: DatabaseSync | null = null;
  try {
    log = new DatabaseSync(logPath(dataDir), { timeout: READERS_MS });
    log.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; ROLLBACK;');
    return false;
  } catch (error) {
    // Other faults are told by those who look for them.
    return isBusy(error);
  } finally {
    log?.close();
  }
}
