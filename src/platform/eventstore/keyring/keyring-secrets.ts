/** What a keyring needs of the program's secret, 32 bytes each. */
export interface KeyringSecrets {
  /** Turns a person's identifier into what their key is looked up by. */
  readonly lookup: Uint8Array;
  /** Wraps the key of each person. */
  readonly wrapping: Uint8Array;
}
