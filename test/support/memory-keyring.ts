import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Keyring } from '../../src/platform/eventstore/keyring/keyring.ts';

/** A keyring in memory whose keys a test can name: the same phones in the same order give the same keys. */
export class MemoryKeyring implements Keyring {
  generation = 0;
  readonly outlivesMs = 0;
  readonly #ids = new Map<string, string>();
  readonly #keys = new Map<string, KeyObject | null>();

  async subjectFor(phone: string): Promise<string> {
    const known = this.#ids.get(phone);
    if (known !== undefined) return known;
    const number = this.#keys.size + 1;
    const id = `key-${number}`;
    this.#ids.set(phone, id);
    this.#keys.set(id, createSecretKey(new Uint8Array(32).fill(number)));
    return id;
  }

  async keysOf(keyIds: Iterable<string>): Promise<Map<string, KeyObject | null>> {
    return new Map([...keyIds].flatMap((id) => (this.#keys.has(id) ? [[id, this.#keys.get(id) ?? null]] : [])));
  }

  async find(phone: string): Promise<string | null> {
    return this.#ids.get(phone) ?? null;
  }

  async destroy(keyId: string): Promise<void> {
    if ((this.#keys.get(keyId) ?? null) === null) return;
    for (const [phone, id] of this.#ids) if (id === keyId) this.#ids.delete(phone);
    this.#keys.set(keyId, null);
    this.generation++;
  }

  async close(): Promise<void> {}
}
