import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const PAGE = 4096;

/** Changes a closed log behind its back. */
export function damage(dataDir: string, sql: string): void {
  const db = new DatabaseSync(join(dataDir, 'log.db'));
  db.exec(sql);
  db.close();
}

/** Overwrites the page of a closed log that holds a text, as a failing disk would. */
export function spoilPageWith(dataDir: string, text: string): void {
  const path = join(dataDir, 'log.db');
  const place = readFileSync(path).indexOf(text);
  if (place < 0) throw new Error(`${text} is not in the log`);
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(PAGE, 0x5a), 0, PAGE, Math.floor(place / PAGE) * PAGE);
  closeSync(file);
}

/** Takes the last entry out of the index by which streams are read; the row stays. The log has to be small. */
export function loseIndexEntry(dataDir: string): void {
  const path = join(dataDir, 'log.db');
  const db = new DatabaseSync(path);
  const sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_events_1'";
  const { rootpage } = db.prepare(sql).get() as { rootpage: number };
  db.close();
  const file = openSync(path, 'r+');
  const page = Buffer.alloc(PAGE);
  readSync(file, page, 0, PAGE, (rootpage - 1) * PAGE);
  // SQLite's format of a leaf: the number of cells in bytes 3 and 4, lost bytes in byte 7, and from byte 8 where each cell lies.
  const cells = page.readUInt16BE(3);
  const lastCell = page.readUInt16BE(8 + 2 * (cells - 1));
  page.writeUInt16BE(cells - 1, 3);
  page.writeUInt8(page.readUInt8(7) + 1 + page.readUInt8(lastCell), 7);
  writeSync(file, page, 0, PAGE, (rootpage - 1) * PAGE);
  closeSync(file);
}
