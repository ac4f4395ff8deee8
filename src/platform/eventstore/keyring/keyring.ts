import type { KeyObject } from 'node:crypto';

export interface KeySource {
  /** Grows with each destroyed key: what was unsealed before may be erased by now. */
  readonly generation: number;

  /** True while `generation` is sure to count every key that was destroyed anywhere. Where it is not, only the answer of {@link keysOf} makes it so. */
  readonly isCurrent?: boolean;

  /** `null`: destroyed, its person is erased. Absent: lost, since keys are stored before their events. @throws StoreUnavailable */
  keysOf(keyIds: Iterable<string>): Promise<ReadonlyMap<string, KeyObject | null>>;
}

/**
 * One key per person, who is known by an identifier: a text that is theirs alone, always written the same way. Destroying the key erases
 * the person from every event. Contract: `test/platform/contracts/keyring.contract.ts`.
 */
export interface Keyring extends KeySource {
  /** The random key id of whom this identifier tells, made if need be, and on the disk when this resolves. @throws StoreUnavailable */
  subjectFor(identifier: string): Promise<string>;

  /** Null when nobody of this identifier was here, or they were erased. @throws StoreUnavailable */
  find(identifier: string): Promise<string | null>;

  /** For good, with what it was found by; unknown ids do nothing. @throws StoreUnavailable when that is not certain; repeat it. */
  destroy(keyId: string): Promise<void>;

  /** How long other processes may still use a destroyed key from memory, in milliseconds. */
  readonly outlivesMs: number;

  /** Waits for keys under way. Later calls reject with StoreUnavailable. */
  close(): Promise<void>;
}
