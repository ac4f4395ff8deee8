import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { WAL_PAGES } from '../../runtime/sqlite-checkpoints.ts';
import { isNoAccess } from '../../runtime/sqlite-faults.ts';
import { StartFault } from '../../runtime/start-fault.ts';

const FILE = 'log.db';
/** Of the tables; a newer format is not opened by an older program. */
const FORMAT = 1;

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

/** The last event of each stream: a missing end shows. Not part of the format: a note behind its stream says nothing. */
const TAILS = `
  CREATE TABLE IF NOT EXISTS tails (stream TEXT PRIMARY KEY, revision INTEGER NOT NULL, position INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;
`;

export function logPath(dataDir: string): string {
  return join(dataDir, FILE);
}

/** Opens or creates the log. A commit that returns is on the disk (WAL, `FULL`). @throws StartFault when the file can't be used. */
export function openLogFile(dataDir: string): DatabaseSync {
  mkdirSync(dataDir, { recursive: true });
  const path = logPath(dataDir);
  return checked(path, () => {
    if (!existsSync(path)) create(path);
    const db = new DatabaseSync(path);
    ready(
      db,
      path,
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA wal_autocheckpoint = ${WAL_PAGES};`,
    );
    db.exec(TAILS);
    return db;
  });
}

/** The app may run meanwhile. @throws StartFault when there is no log, or none that this program can read. */
export function openLogFileReadOnly(dataDir: string): DatabaseSync {
  const path = logPath(dataDir);
  if (!existsSync(path)) throw new StartFault(`There is no event log in ${dataDir}. Check the data folder.`);
  return checked(path, () => {
    const open = (file: string | URL) =>
      ready(new DatabaseSync(file, { readOnly: true }), path, 'PRAGMA busy_timeout = 5000;');
    try {
      return open(path);
    } catch (error) {
      // Readers write a -shm file, too. Without the right to, only a log that nobody uses can be read: it is whole in its one file.
      if (!isNoAccess(error) || existsSync(`${path}-wal`)) throw error;
      return open(new URL(`${pathToFileURL(path)}?immutable=1`));
    }
  });
}

/** Renamed when whole: a killed process leaves no partial log, so a partial log was damaged. */
function create(path: string): void {
  // SQLite would apply its changes to the new file.
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

/** Random; tells the positions of different logs apart. */
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
