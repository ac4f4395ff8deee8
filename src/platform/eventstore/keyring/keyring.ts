import type { KeyObject } from 'node:crypto';

/**
 * The keys that seal personal data: one per person, found by phone number, kept outside the log. Destroying a key erases the
 * person from every event at once. Every adapter passes `test/platform/contracts/keyring.contract.ts`.
 */
export interface Keyring {
  /** Grows with each key that is destroyed: what was unsealed before may be erased by now, and must be unsealed anew. */
  readonly generation: number;

  /**
   * The key id of the person with this phone (E.164), made if there is none yet. The id is random and tells nothing. When the
   * promise resolves the key is on the disk, so an event sealed with it may be appended.
   * @throws StoreUnavailable when the keys can't be read or written now.
   */
  subjectFor(phone: string): Promise<string>;

  /**
   * The keys of these ids. A destroyed key is `null`: its person was erased. An id that is not in the store, or whose entry is damaged, is
   * absent from the answer: that key was lost, not destroyed, since no event is appended before its key is stored.
   * @throws StoreUnavailable when the keys can't be read now.
   */
  keysOf(keyIds: Iterable<string>): Promise<ReadonlyMap<string, KeyObject | null>>;

  /**
   * Destroys the key of the person with this phone (E.164), for good; the next order of that phone gets a fresh key. May be repeated.
   * @returns the id of the destroyed key, or `null` when the phone has none.
   * @throws StoreUnavailable when that is not certain; repeat it.
   */
  destroy(phone: string): Promise<string | null>;

  /** Waits for keys under way, then closes. Later calls reject with StoreUnavailable. */
  close(): Promise<void>;
}
