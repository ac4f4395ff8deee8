import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/** What SQLite keeps of one file. */
const PARTS = ['', '-wal', '-shm', '-journal'];

/**
 * Moves a file out of the way, with what SQLite keeps beside it, so that somebody can look at it.
 * @param why becomes part of its name.
 * @param at milliseconds since 1970, UTC.
 * @returns the new name; null when there was nothing to move.
 */
export function setAside(dataDir: string, name: string, why: string, at: number): string | null {
  const stamp = new Date(at).toISOString().replaceAll(/[:.]/g, '-');
  const aside = `${name}.${why}-${stamp}`;
  const there = PARTS.filter((part) => existsSync(join(dataDir, `${name}${part}`)));
  for (const part of there) renameSync(join(dataDir, `${name}${part}`), join(dataDir, `${aside}${part}`));
  return there.length === 0 ? null : aside;
}
