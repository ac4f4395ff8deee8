import { createHash } from 'node:crypto';

/** From the secret's check, which is random and made once. */
export function keyringId(secretCheck: Uint8Array): string {
  return createHash('sha256').update(secretCheck).digest('hex').slice(0, 16);
}
