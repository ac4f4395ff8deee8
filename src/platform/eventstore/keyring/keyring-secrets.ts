import { deriveKey } from '../../runtime/derive-key.ts';

/** What a keyring needs of the program's secret, 32 bytes each. */
export interface KeyringSecrets {
  /** Turns a person's identifier into what their key is looked up by. */
  readonly lookup: Uint8Array;
  /** Wraps the key of each person. */
  readonly wrapping: Uint8Array;
}

/**
 * The keys of a keyring that follow from the program's secret. The label of the first is from when every identifier was a number.
 * @throws RangeError when the secret has fewer than 32 bytes.
 */
export function keyringSecretsOf(secret: Uint8Array): KeyringSecrets {
  return { lookup: deriveKey(secret, 'phones'), wrapping: deriveKey(secret, 'wrapping') };
}
