import { GENESIS, type HashedFields, nextHash } from './log-row.ts';

/**
 * A row with its hash, and that of the row before it, which is empty where there is none; both in hexadecimal digits. SQLite writes digits
 * in less time than an array of bytes is made for each.
 */
export interface LinkedRow extends HashedFields {
  readonly hash: string;
  readonly before: string;
}

/** Rows that follow each other without a gap. */
export interface Run {
  /** Exclusive. */
  readonly end: number;
  /** False when one of them is not as it was written, or its hash, or the one before the first. */
  readonly isProven: boolean;
}

const FIRST = Buffer.from(GENESIS).toString('hex');

/** The rows that follow each other from one of them on. Each one's hash is made of the one before, so the last one's proves all of them. */
export function runFrom(rows: readonly LinkedRow[], start: number): Run {
  const { before, position } = rows[start] as LinkedRow;
  let hash = base64Of(position === 1 ? FIRST : before);
  for (let index = start; ; ) {
    const row = rows[index++] as LinkedRow;
    hash = nextHash(hash, row);
    if (rows[index]?.position !== row.position + 1) return { end: index, isProven: hash === base64Of(row.hash) };
  }
}

function base64Of(digits: string): string {
  return Buffer.from(digits, 'hex').toString('base64');
}
