import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

/** What each file of a data folder remembers of the log and the keys that it belongs to, as of some moment. */
const witness = z.object({
  logId: z.string().min(1),
  /** How many events the log had. */
  events: z.int().min(0),
  /** Of the last of them, hex. */
  hash: z.string(),
  keys: z.object({
    /** Names the keyring; null before it was first used. */
    id: z.string().nullable(),
    /** How many keys were ever made, and how many of them destroyed: neither ever gets less. */
    made: z.int().min(0),
    destroyed: z.int().min(0),
  }),
});
export type Witness = Readonly<z.output<typeof witness>>;

const TABLE = `CREATE TABLE IF NOT EXISTS witness (id INTEGER PRIMARY KEY CHECK (id = 1), content TEXT NOT NULL) STRICT;`;

/** Opens a file that is there already, and never makes one. @throws Error of SQLite */
export function openExisting(path: string): DatabaseSync {
  return new DatabaseSync(new URL(`${pathToFileURL(path)}?mode=rw`), { timeout: 1_000 });
}

/** What a file remembers; null when it remembers nothing, as those of an earlier release. @throws Error of SQLite */
export function readWitness(db: DatabaseSync): Witness | null {
  if (!hasTable(db, 'witness')) return null;
  const row = db.prepare('SELECT content FROM witness').get() as { content: string } | undefined;
  const parsed = witness.safeParse(row === undefined ? null : asJson(row.content));
  return parsed.success ? parsed.data : null;
}

/**
 * Lets a file remember. What it forgets when the power goes it learns again, so nobody waits for the disk.
 * @throws Error of SQLite, also when there is no such file
 */
export function writeWitness(path: string, content: Witness): void {
  const db = openExisting(path);
  try {
    db.exec('PRAGMA synchronous = NORMAL');
    putWitness(db, content);
  } finally {
    db.close();
  }
}

/** The same by a connection that is open. @throws Error of SQLite */
export function putWitness(db: DatabaseSync, content: Witness): void {
  db.exec(TABLE);
  db.prepare('INSERT OR REPLACE INTO witness (id, content) VALUES (1, ?)').run(JSON.stringify(content));
}

/** Lets a file forget: what it knew was of files that are no longer beside it. Nothing happens when it is not there. */
export function clearWitness(path: string): void {
  if (!existsSync(path)) return;
  const db = openExisting(path);
  try {
    db.exec('DROP TABLE IF EXISTS witness');
  } finally {
    db.close();
  }
}

export function hasTable(db: DatabaseSync, name: string): boolean {
  return db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(name) !== undefined;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
