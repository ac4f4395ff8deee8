import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { keyIdsIn } from '../eventstore/codec/sealing.ts';
import { toSequence } from '../eventstore/embedded/position.ts';
import type { JsonObject } from '../eventstore/event-store.ts';
import { keyringId } from '../eventstore/keyring/keyring-id.ts';
import { hasTable, openExisting, readWitness, type Witness } from './witness.ts';

/** The files of a data folder that belong together. */
export const FOLDER_FILES = ['log.db', 'keys.db', 'views.db', 'ops.db'] as const;
export type FolderFile = (typeof FOLDER_FILES)[number];

/** A file as it was found. `sound` means that it opens and shows what it is; more is checked when it is used. */
export type Found<Facts> =
  | { readonly state: 'missing' }
  | { readonly state: 'empty' }
  | { readonly state: 'unusable'; readonly reason: string }
  | ({ readonly state: 'sound'; readonly witness: Witness | null } & Facts);

export interface LogFacts {
  readonly logId: string;
  readonly events: number;
  /** Of the event at which another file's memory ends, hex; null when there is none. */
  readonly hashAt: (events: number) => string | null;
  /** Keys that the newest events name. */
  readonly newestKeys: readonly string[];
}

export interface KeyFacts {
  /** Names the keyring; null before it was first used. */
  readonly id: string | null;
  readonly made: number;
  readonly destroyed: number;
  /** Which of these keys it does not know, living or destroyed. */
  readonly lacks: (keyIds: readonly string[]) => readonly string[];
}

/** What was made of a log: how many of its events are in it, by log. */
export interface DerivedFacts {
  readonly reached: ReadonlyMap<string, number>;
}

/** A data folder, file by file. */
export interface Folder {
  readonly log: Found<LogFacts>;
  readonly keys: Found<KeyFacts>;
  readonly views: Found<DerivedFacts>;
  readonly ops: Found<DerivedFacts>;
}

/** Newest events whose keys are looked for at each start; the check in the background looks for all. */
const NEWEST = 1_000;
const GENESIS_HEX = '0'.repeat(64);

/**
 * Looks at the files of a data folder that nobody else has open, and changes none of them.
 * @param use is given what was found while the files are open.
 */
export function examineFolder<Result>(dataDir: string, use: (folder: Folder) => Result): Result {
  const open: DatabaseSync[] = [];
  const found = <Facts extends object>(name: FolderFile, read: (db: DatabaseSync) => Facts): Found<Facts> => {
    const path = join(dataDir, name);
    if (!existsSync(path)) return { state: 'missing' };
    if (statSync(path).size === 0) return { state: 'empty' };
    try {
      const db = openExisting(path);
      open.push(db);
      return { state: 'sound', witness: readWitness(db), ...read(db) };
    } catch (error) {
      return { state: 'unusable', reason: (error as Error).message };
    }
  };
  try {
    return use({
      log: found('log.db', logFacts),
      keys: found('keys.db', keyFacts),
      views: found('views.db', viewFacts),
      ops: found('ops.db', opsFacts),
    });
  } finally {
    for (const db of open) db.close();
  }
}

function logFacts(db: DatabaseSync): LogFacts {
  const about = db.prepare("SELECT value FROM about WHERE name = 'log-id'").get() as { value: string } | undefined;
  if (about === undefined) throw new Error('it does not say its log-id');
  const { events } = db.prepare('SELECT coalesce(max(position), 0) AS events FROM events').get() as { events: number };
  const newest = db.prepare('SELECT data FROM events WHERE position > ?').all(events - NEWEST) as { data: string }[];
  return {
    logId: about.value,
    events,
    hashAt: (position) => {
      if (position === 0) return GENESIS_HEX;
      const row = db.prepare('SELECT hash FROM events WHERE position = ?').get(position);
      return row === undefined ? null : Buffer.from(row.hash as Uint8Array).toString('hex');
    },
    newestKeys: [...new Set(newest.flatMap(({ data }) => keysIn(data)))],
  };
}

function keyFacts(db: DatabaseSync): KeyFacts {
  const check = db.prepare('SELECT box FROM secret_check').get() as { box: Uint8Array } | undefined;
  const { made, destroyed } = db
    .prepare('SELECT count(*) AS made, count(*) - count(wrapped) AS destroyed FROM keys')
    .get() as { made: number; destroyed: number };
  const known = db.prepare('SELECT 1 FROM keys WHERE key_id = ?');
  return {
    id: check === undefined ? null : keyringId(check.box),
    made,
    destroyed,
    lacks: (keyIds) => keyIds.filter((keyId) => known.get(keyId) === undefined),
  };
}

function viewFacts(db: DatabaseSync): DerivedFacts {
  if (!hasTable(db, 'versions')) return { reached: new Map() };
  const rows = db.prepare('SELECT log_id AS log, position FROM versions').all() as { log: string; position: string }[];
  return { reached: highest(rows) };
}

function opsFacts(db: DatabaseSync): DerivedFacts {
  if (!hasTable(db, 'positions')) return { reached: new Map() };
  const rows = db.prepare('SELECT process, position FROM positions').all() as { process: string; position: string }[];
  // Kept under `<log>/<process>`.
  return { reached: highest(rows.map(({ process, position }) => ({ log: process.split('/')[0] ?? '', position }))) };
}

function highest(rows: readonly { readonly log: string; readonly position: string }[]): ReadonlyMap<string, number> {
  const reached = new Map<string, number>();
  for (const { log, position } of rows) {
    const events = toSequence(position);
    if (Number.isSafeInteger(events)) reached.set(log, Math.max(events, reached.get(log) ?? 0));
  }
  return reached;
}

/** The keys that the text of a body names; none when it can't be read, which shows elsewhere. */
export function keysIn(data: string): string[] {
  if (!data.includes('"$sealed"')) return [];
  try {
    return keyIdsIn(JSON.parse(data) as JsonObject);
  } catch {
    return [];
  }
}
