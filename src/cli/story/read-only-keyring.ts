import type { KeyObject } from 'node:crypto';
import { keyringSecretsOf } from '../../compose/secrets.ts';
import type { RandomBytes } from '../../platform/eventstore/keyring/box.ts';
import { KeyReader } from '../../platform/eventstore/keyring/key-reader.ts';
import { KeyWrapping } from '../../platform/eventstore/keyring/key-wrapping.ts';
import type { KeySource } from '../../platform/eventstore/keyring/keyring.ts';
import { StartFault } from '../../platform/runtime/start-fault.ts';

/** The keys of a data folder, for reading only. Every key is looked up anew, so one that is destroyed meanwhile opens nothing more. */
export class ReadOnlyKeyring implements KeySource {
  readonly generation = 0;
  readonly #keys: KeyReader;
  readonly #wrapping: KeyWrapping;

  /**
   * @param secret KKOTGIL_SECRET, base64.
   * @throws StartFault when the file can't be read, or was made with another secret.
   */
  constructor(path: string, secret: string, random: RandomBytes) {
    try {
      this.#wrapping = new KeyWrapping(keyringSecretsOf(Buffer.from(secret, 'base64')), random);
      this.#keys = new KeyReader(path);
    } catch (error) {
      throw new StartFault(`The keys in ${path} can't be used: ${(error as Error).message}.`);
    }
    this.#checkSecret(path);
  }

  async keysOf(keyIds: Iterable<string>): Promise<ReadonlyMap<string, KeyObject | null>> {
    const keys = new Map<string, KeyObject | null>();
    for (const keyId of keyIds) {
      const wrapped = this.#keys.wrappedOf(keyId);
      const key = wrapped && this.#wrapping.unwrap(keyId, wrapped);
      if (key !== undefined) keys.set(keyId, key);
    }
    return keys;
  }

  close(): void {
    this.#keys.close();
  }

  #checkSecret(path: string): void {
    try {
      this.#wrapping.checkSecret(this.#keys.secretCheck() ?? new Uint8Array());
    } catch {
      this.#keys.close();
      throw new StartFault(`The keys in ${path} can't be read with this KKOTGIL_SECRET.`);
    }
  }
}
