import { createHash } from 'node:crypto';
import { closeSync, createReadStream, fsyncSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { backup, DatabaseSync } from 'node:sqlite';

/** Told how many pieces of how many are done. */
export type Reached = (done: number, total: number) => void;

export interface Digest {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** Pages that are copied in one step: 4 MB. */
const PAGES = 1_000;

/**
 * Copies an SQLite file as it is at one moment, while others read and write it. The copy is one file, which can be read on a medium
 * that can't be written to; only its owner can read it. It is on the disk when this resolves.
 * @throws Error of SQLite or the file system; also when the target exists.
 */
export async function copyDatabase(source: string, target: string, reached: Reached = () => {}): Promise<void> {
  closeSync(openSync(target, 'wx', 0o600));
  const db = new DatabaseSync(source, { readOnly: true, timeout: 5_000 });
  try {
    // Within a transaction that has begun to read, the copy sees one state of the file. Without, each write would begin it anew.
    db.exec('BEGIN; SELECT count(*) FROM sqlite_schema;');
    const progress = ({ totalPages, remainingPages }: { totalPages: number; remainingPages: number }) =>
      reached(totalPages - remainingPages, totalPages);
    const pages = await backup(db, target, { rate: PAGES, progress });
    reached(pages, pages);
  } finally {
    db.close();
  }
  const copy = new DatabaseSync(target);
  copy.exec('PRAGMA journal_mode = DELETE');
  copy.close();
  syncToDisk(target);
}

/** Copies a file and tells what was copied. It is on the disk when this resolves; only its owner can read the copy. */
export async function copyFile(source: string, target: string): Promise<Digest> {
  const file = await open(target, 'wx', 0o600);
  try {
    const digest = await digestOf(source, (chunk) => file.writeFile(chunk));
    await file.sync();
    return digest;
  } finally {
    await file.close();
  }
}

/** @param pass is given all that is read, in order, and waited for. */
export async function digestOf(
  path: string,
  pass: (chunk: Buffer) => Promise<void> | void = () => {},
): Promise<Digest> {
  const sha256 = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>) {
    sha256.update(chunk);
    bytes += chunk.length;
    await pass(chunk);
  }
  return { bytes, sha256: sha256.digest('hex') };
}

/** Waits until a file's content, or a folder's names, are on the disk. */
export function syncToDisk(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
