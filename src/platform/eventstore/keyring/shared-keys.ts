import type { KeyObject } from 'node:crypto';
import { Recent } from '../../runtime/recent.ts';
import { StoreUnavailable } from '../event-store.ts';
import type { RandomBytes } from './box.ts';
import { KeyReader } from './key-reader.ts';
import { KeyWrapping } from './key-wrapping.ts';
import type { KeySource } from './keyring.ts';
import type { KeyringSecrets } from './keyring-secrets.ts';

const CACHED_KEYS = 10_000;

/** Reads a file of keys that another thread writes: a key destroyed there is gone here at once. */
export class SharedKeys implements KeySource {
  readonly #file: KeyReader;
  readonly #wrapping: KeyWrapping;
  #unwrapped = new Recent<string, KeyObject>(CACHED_KEYS);
  #changes: number;
  #generation = 0;

  /** @throws Error of SQLite when there is no such file. */
  constructor(path: string, secrets: KeyringSecrets, random: RandomBytes) {
    this.#file = new KeyReader(path);
    this.#wrapping = new KeyWrapping(secrets, random);
    this.#changes = this.#file.changes();
  }

  /** Grows with every change of the file: any may have destroyed a key. */
  get generation(): number {
    const changes = this.#read(() => this.#file.changes());
    if (changes !== this.#changes) {
      this.#changes = changes;
      this.#unwrapped = new Recent(CACHED_KEYS);
      this.#generation++;
    }
    return this.#generation;
  }

  async keysOf(keyIds: Iterable<string>): Promise<ReadonlyMap<string, KeyObject | null>> {
    // Cached keys count only while the file is unchanged.
    void this.generation;
    const keys = new Map<string, KeyObject | null>();
    for (const keyId of keyIds) {
      const key = this.#unwrapped.get(keyId) ?? this.#unwrap(keyId);
      if (key !== undefined) keys.set(keyId, key);
    }
    return keys;
  }

  close(): void {
    this.#file.close();
  }

  #unwrap(keyId: string): KeyObject | null | undefined {
    const wrapped = this.#read(() => this.#file.wrappedOf(keyId));
    if (wrapped === null || wrapped === undefined) return wrapped;
    const key = this.#wrapping.unwrap(keyId, wrapped);
    if (key !== undefined) this.#unwrapped.set(keyId, key);
    return key;
  }

  #read<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw new StoreUnavailable(`key store: ${(error as Error).message}`);
    }
  }
}
