import { crc32 } from 'node:zlib';

/** Tells texts that a disk has changed from those that were written; no protection against people. */
export function checksumOf(...texts: readonly string[]): number {
  let sum = 0;
  for (const text of texts) sum = crc32(text, sum);
  return sum;
}
