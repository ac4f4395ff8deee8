const BUSY = 5;
const READ_ONLY = 8;
const CORRUPT = 11;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;

/** True when SQLite says that somebody else holds the lock. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === BUSY;
}

/** True when the operating system does not let SQLite at a file. */
export function isNoAccess(error: unknown): boolean {
  const code = primaryCode(error);
  return code === READ_ONLY || code === CANNOT_OPEN;
}

/** True when SQLite finds that a file is not what it has written, which no repetition heals. */
export function isDamage(error: unknown): boolean {
  const code = primaryCode(error);
  return code === CORRUPT || code === NOT_A_DATABASE;
}

/** Closes a file that is damaged, as far as SQLite can. */
export function closeDamaged(db: { close(): void }): void {
  try {
    db.close();
  } catch {
    // What it still wanted to write is of no use to anybody.
  }
}

/** SQLite's result code without the detail in its higher bits; null for errors of another kind. */
function primaryCode(error: unknown): number | null {
  const code = (error as { readonly errcode?: unknown }).errcode;
  return typeof code === 'number' ? code & 0xff : null;
}
