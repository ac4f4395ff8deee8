import { type KeyringSecrets, keyringSecretsOf } from '../platform/eventstore/keyring/keyring-secrets.ts';
import { deriveKey } from '../platform/runtime/derive-key.ts';

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
    links: deriveKey(secret, 'links'),
    idempotency: deriveKey(secret, 'idempotency'),
    forms: deriveKey(secret, 'forms'),
    accounts: deriveKey(secret, 'accounts'),
    ...keyringSecretsOf(secret),
  };
}
