import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 0o700;
const FILE = 0o600;
const STICKY = 0o1000;
/** What the program itself puts into its folder: databases with their journals, locks, credentials. */
const OURS = /\.(db|db-wal|db-shm|db-journal|lock|json)$/;

/** What this process makes from now on is its user's alone, databases and their journals included. */
export function keepFilesPrivate(): void {
  process.umask(0o077);
}

/** Makes a folder that only the user of the program can look into, and takes back what others may read there from earlier. */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: FOLDER });
  // A folder that everybody may write to, such as /tmp, is not ours to close.
  if ((lstatSync(path).mode & STICKY) === 0) setMode(path, FOLDER);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isFile() && OURS.test(entry.name)) setMode(join(path, entry.name), FILE);
  }
}

function setMode(path: string, wanted: number): void {
  if ((lstatSync(path).mode & 0o777) === wanted) return;
  try {
    chmodSync(path, wanted);
  } catch (error) {
    // A volume that a platform has made keeps the rights that the platform gave it.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  }
}
