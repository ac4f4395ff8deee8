import type { KeyObject } from 'node:crypto';

/** Keys to read and to seal with, by id. */
export interface KeySource {
  /** Grows with each key that is destroyed: what was unsealed before may be erased by now, and must be unsealed anew. */
  readonly generation: number;

  /**
   * The keys of these ids. A destroyed key is `null`: its person was erased. An id that is not in the store, or whose entry is damaged, is
   * absent from the answer: that key was lost, not destroyed, since no event is appended before its key is stored.
   * @throws StoreUnavailable when the keys can't be read now.
   */
  keysOf(keyIds: Iterable<string>): Promise<ReadonlyMap<string, KeyObject | null>>;
}

/**
 * The keys that seal personal data: one per person, found by phone number, kept outside the log. Destroying a key erases the
 * person from every event at once. Every adapter passes `test/platform/contracts/keyring.contract.ts`.
 */
export interface Keyring extends KeySource {
  /**
   * The key id of the person with this phone (E.164), made if there is none yet. The id is random and tells nothing. When the
   * promise resolves the key is on the disk, so an event sealed with it may be appended.
   * @throws StoreUnavailable when the keys can't be read or written now.
   */
  subjectFor(phone: string): Promise<string>;

  /**
   * The key id of the person with this phone (E.164), or `null` when there is none: nobody of that phone was ever here, or they were erased.
   * @throws StoreUnavailable when the keys can't be read now.
   */
  find(phone: string): Promise<string | null>;

  /**
   * Destroys a key, and what it was found by, for good; the next order of that phone gets a fresh key. May be repeated, and does nothing
   * for an id that no key has.
   * @throws StoreUnavailable when that is not certain; repeat it.
   */
  destroy(keyId: string): Promise<void>;

  /** For so long, in milliseconds, other processes may still read with a key that was destroyed: they have it in memory. */
  readonly outlivesMs: number;

  /** Waits for keys under way, then closes. Later calls reject with StoreUnavailable. */
  close(): Promise<void>;
}
