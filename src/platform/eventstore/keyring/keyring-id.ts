import { createHash } from 'node:crypto';

/** How a keyring is known: by what it keeps to know its secret by, which is made at random, once. */
export function keyringId(secretCheck: Uint8Array): string {
  return createHash('sha256').update(secretCheck).digest('hex').slice(0, 16);
}
