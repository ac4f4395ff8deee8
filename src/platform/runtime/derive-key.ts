import { hkdfSync } from 'node:crypto';

/** Length of the secret, at least, and of each key that follows from it. */
const BYTES = 32;

/**
 * A key of 32 bytes that follows from the program's secret (HKDF-SHA256, one label each); no key tells of another. The label is part of what
 * is stored: with another one, nothing of it can be read or recognised any more. Programs that share a secret have labels of their own.
 * @throws RangeError when the secret has fewer than 32 bytes.
 */
export function deriveKey(secret: Uint8Array, label: string): Uint8Array {
  if (secret.length < BYTES)
    throw new RangeError(`the secret has ${secret.length} bytes; at least ${BYTES} are needed`);
  return new Uint8Array(hkdfSync('sha256', secret, '', label, BYTES));
}
