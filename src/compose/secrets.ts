import type { KeyringSecrets } from '../platform/eventstore/keyring/keyring-secrets.ts';
import { deriveKey } from '../platform/runtime/derive-key.ts';
import { PROGRAM } from './names.ts';

/** The keys of the program, 32 bytes each. They all follow from one secret; none of them tells of another. */
export interface Secrets extends KeyringSecrets {
  /** Signs secret links. */
  readonly links: Uint8Array;
  /** Derives command ids and digests from Idempotency-Keys. */
  readonly idempotency: Uint8Array;
  /** Signs what forms carry against forgery from other sites. */
  readonly forms: Uint8Array;
  /** Signs what browsers of signed-in people keep. */
  readonly accounts: Uint8Array;
}

/**
 * All keys that follow from `KKOTGIL_SECRET`.
 * @throws RangeError when the secret has fewer than 32 bytes.
 */
export function deriveSecrets(secret: Uint8Array): Secrets {
  return {
    links: keyFor(secret, 'links'),
    idempotency: keyFor(secret, 'idempotency'),
    forms: keyFor(secret, 'forms'),
    accounts: keyFor(secret, 'accounts'),
    ...keyringSecretsOf(secret),
  };
}

/**
 * The keys of a keyring that follow from the program's secret. The label of the first is from when every identifier was a number.
 * @throws RangeError when the secret has fewer than 32 bytes.
 */
export function keyringSecretsOf(secret: Uint8Array): KeyringSecrets {
  return { lookup: keyFor(secret, 'phones'), wrapping: keyFor(secret, 'wrapping') };
}

function keyFor(secret: Uint8Array, what: string): Uint8Array {
  return deriveKey(secret, `${PROGRAM}/${what}/v1`);
}
