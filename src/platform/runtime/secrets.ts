import { hkdfSync } from 'node:crypto';

/** The keys of the program, 32 bytes each. They all follow from one secret; none of them tells of another. */
export interface Secrets {
  /** Signs secret links. */
  readonly links: Uint8Array;
  /** Derives command ids and digests from Idempotency-Keys. */
  readonly idempotency: Uint8Array;
  /** Signs what forms carry against forgery from other sites. */
  readonly forms: Uint8Array;
  /** Signs what browsers of signed-in people keep. */
  readonly accounts: Uint8Array;
  /** Turns a phone number into what the keyring looks it up by. */
  readonly phones: Uint8Array;
  /** Wraps the key of each person in the keyring. */
  readonly wrapping: Uint8Array;
}

const BYTES = 32;

/**
 * All keys that follow from `KKOTGIL_SECRET` (HKDF-SHA256, one label each). The labels are part of what is stored: with another
 * one, links die and sealed data can't be read.
 * @throws RangeError when the secret has fewer than 32 bytes.
 */
export function deriveSecrets(secret: Uint8Array): Secrets {
  if (secret.length < BYTES)
    throw new RangeError(`the secret has ${secret.length} bytes; at least ${BYTES} are needed`);
  const derive = (label: string) => new Uint8Array(hkdfSync('sha256', secret, '', `kkotgil/${label}/v1`, BYTES));
  return {
    links: derive('links'),
    idempotency: derive('idempotency'),
    forms: derive('forms'),
    accounts: derive('accounts'),
    phones: derive('phones'),
    wrapping: derive('wrapping'),
  };
}
