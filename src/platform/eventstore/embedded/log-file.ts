import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { isNoAccess } from '../../runtime/sqlite-faults.ts';
import { StartFault } from '../../runtime/start-fault.ts';

const FILE = 'log.db';
/** Of the tables; a log of a newer format is not opened by an older program. */
const FORMAT = 1;

/** What people do about a log that can't be used. */
export const WHAT_TO_DO = 'Keep a copy of the data folder as it is, and restore log and keys from the last backup.';

const TABLES = `
  CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    category TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL,
    hash BLOB NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
  CREATE INDEX events_by_category ON events (category, position);
`;

/**
 * The last event of each stream, noted beside the events themselves: what is missing at the end of a stream shows. Not part of the
 * format, because an older program may go on without it: a note that is behind its stream says nothing.
 */
const TAILS = `
  CREATE TABLE IF NOT EXISTS tails (stream TEXT PRIMARY KEY, revision INTEGER NOT NULL, position INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;
`;

/** Where a data folder keeps its log. */
export function logPath(dataDir: string): string {
  return join(dataDir, FILE);
}

/**
 * Opens the log for writing and makes it when there is none. Every commit is on the disk before it is answered (WAL, `FULL`).
 * @throws StartFault when the file is not a log that this program can use.
 */
export function openLogFile(dataDir: string): DatabaseSync {
  mkdirSync(dataDir, { recursive: true });
  const path = logPath(dataDir);
  return checked(path, () => {
    if (!existsSync(path)) create(path);
    const db = new DatabaseSync(path);
    ready(db, path, 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;');
    db.exec(TAILS);
    return db;
  });
}

/**
 * Opens the log for reading only; the app may run meanwhile.
 * @throws StartFault when there is no log, or none that this program can read.
 */
export function openLogFileReadOnly(dataDir: string): DatabaseSync {
  const path = logPath(dataDir);
  if (!existsSync(path)) throw new StartFault(`There is no event log in ${dataDir}. Check the data folder.`);
  return checked(path, () => {
    const open = (file: string | URL) =>
      ready(new DatabaseSync(file, { readOnly: true }), path, 'PRAGMA busy_timeout = 5000;');
    try {
      return open(path);
    } catch (error) {
      // Also a reader wants to write a -shm file. Who may not, can read a log that nobody uses, which then is whole in its one file.
      if (!isNoAccess(error) || existsSync(`${path}-wal`)) throw error;
      return open(new URL(`${pathToFileURL(path)}?immutable=1`));
    }
  });
}

/**
 * Makes the file under another name and renames it when it is whole. So a process that is killed meanwhile leaves no half a log, and
 * a log that is not whole was damaged.
 */
function create(path: string): void {
  // SQLite would take the changes in it for those of the new file.
  if (existsSync(`${path}-wal`)) throw new Error('it is gone, but its newest changes (log.db-wal) are still there');
  if (existsSync(`${path}.restoring`))
    throw new Error('a restore into this folder was broken off; empty it and restore again');
  const draft = `${path}.new`;
  for (const left of [draft, `${draft}-journal`]) rmSync(left, { force: true });
  const db = new DatabaseSync(draft);
  db.exec(`PRAGMA synchronous = FULL; BEGIN; ${TABLES}`);
  const about = db.prepare('INSERT INTO about (name, value) VALUES (?, ?)');
  about.run('format', String(FORMAT));
  about.run('log-id', randomUUID().slice(0, 8));
  db.exec('COMMIT');
  db.close();
  renameSync(draft, path);
}

function ready(db: DatabaseSync, path: string, settings: string): DatabaseSync {
  try {
    db.exec(settings);
    checkFormat(db, path);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function checkFormat(db: DatabaseSync, path: string): void {
  const format = Number(readAbout(db, 'format'));
  if (format !== FORMAT) {
    throw new StartFault(
      `${path} has format ${format}, and this program writes format ${FORMAT}. Use the program that wrote it, or a newer one.`,
    );
  }
}

/** The random name of a log, by which positions of different logs are told apart. */
export function readLogId(db: DatabaseSync): string {
  return readAbout(db, 'log-id');
}

function readAbout(db: DatabaseSync, name: string): string {
  const row = db.prepare('SELECT value FROM about WHERE name = ?').get(name) as { value: string } | undefined;
  if (row === undefined) throw new Error(`it does not say its ${name}`);
  return row.value;
}

function checked(path: string, open: () => DatabaseSync): DatabaseSync {
  try {
    return open();
  } catch (error) {
    if (error instanceof StartFault) throw error;
    const advice = isNoAccess(error) ? 'Check that this user may use the data folder.' : WHAT_TO_DO;
    throw new StartFault(
      `The event log ${path} can't be opened: ${(error as Error).message}. Nothing was changed. ${advice}`,
    );
  }
}
