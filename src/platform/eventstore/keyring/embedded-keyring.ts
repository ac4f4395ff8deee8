import type { KeyObject } from 'node:crypto';
import { Recent } from '../../runtime/recent.ts';
import { orAdvise, StartFault } from '../../runtime/start-fault.ts';
import { type StorageGuard, unguarded } from '../embedded/storage-guard.ts';
import { StoreUnavailable } from '../event-store.ts';
import type { RandomBytes } from './box.ts';
import { type KeyCounts, KeyFile } from './key-file.ts';
import { KeyWrapping } from './key-wrapping.ts';
import type { Keyring } from './keyring.ts';
import type { KeyringSecrets } from './keyring-secrets.ts';

export interface EmbeddedKeyringOptions {
  /** Beside the log, and backed up with it. */
  readonly path: string;
  readonly secrets: KeyringSecrets;
  readonly random: RandomBytes;
  readonly guard?: StorageGuard;
  /** Unwrapped keys in memory. */
  readonly cachedKeys?: number;
}

const CACHED_KEYS = 10_000;

const ADVICE =
  'Bring it back from a backup. Do not delete it: without it, no personal data in the event log can be read again.';

/** A person whose key is not on the disk yet. */
interface Newcomer {
  readonly lookup: Uint8Array;
  readonly stored: PromiseWithResolvers<string>;
}

/** One SQLite file; keys are wrapped with one that follows from the program's secret. */
export class EmbeddedKeyring implements Keyring {
  /** There is no other process. */
  readonly outlivesMs = 0;
  readonly isCurrent = true;
  readonly #file: KeyFile;
  readonly #wrapping: KeyWrapping;
  readonly #guard: StorageGuard;
  readonly #cachedKeys: number;
  readonly #unwrapped: Recent<string, KeyObject>;
  /** By identifier, of people who came lately. */
  #known: Recent<string, string>;
  /** By lookup: who waits for the next flush, and for the one that is under way. */
  #newcomers = new Map<string, Newcomer>();
  #storing: ReadonlyMap<string, Newcomer> = new Map();
  #isStoring = false;
  #generation = 0;

  /** Opens or creates the file. @throws StartFault when it is damaged or was made with another secret. */
  constructor({ path, secrets, random, guard = unguarded, cachedKeys = CACHED_KEYS }: EmbeddedKeyringOptions) {
    this.#guard = guard;
    this.#wrapping = new KeyWrapping(secrets, random);
    this.#cachedKeys = cachedKeys;
    this.#unwrapped = new Recent(cachedKeys);
    this.#known = new Recent(cachedKeys);
    this.#file = orAdvise(path, ADVICE, () => new KeyFile(path));
    orAdvise(path, ADVICE, () => this.#checkSecret(path));
  }

  get generation(): number {
    return this.#generation;
  }

  /** Of the keys that are on the disk. */
  get counts(): KeyCounts {
    return this.#file.counts;
  }

  async subjectFor(identifier: string): Promise<string> {
    const known = this.#known.get(identifier);
    if (known !== undefined) return known;
    const lookup = this.#wrapping.lookupOf(identifier);
    const { generation } = this;
    const keyId = await (this.#underWay(lookup) ?? this.#file.find(lookup) ?? this.#welcome(lookup));
    // A key that was destroyed while this one waited must not come back from memory.
    if (generation === this.#generation) this.#known.set(identifier, keyId);
    return keyId;
  }

  async keysOf(keyIds: Iterable<string>): Promise<ReadonlyMap<string, KeyObject | null>> {
    const keys = new Map<string, KeyObject | null>();
    for (const keyId of keyIds) {
      const key = this.#unwrapped.get(keyId) ?? this.#unwrap(keyId);
      if (key !== undefined) keys.set(keyId, key);
    }
    return keys;
  }

  async find(identifier: string): Promise<string | null> {
    await this.#settled();
    return this.#file.find(this.#wrapping.lookupOf(identifier));
  }

  async destroy(keyId: string): Promise<void> {
    await this.#settled();
    if (this.#file.destroy(keyId)) {
      this.#unwrapped.delete(keyId);
      this.#known = new Recent(this.#cachedKeys);
      this.#generation++;
    }
    // Also when it was destroyed before: an earlier call may have come this far and no further.
    if (!this.#file.emptyWal()) throw new StoreUnavailable('key store: another process is reading the file');
    const lost = this.#guard.lookForLoss();
    if (lost !== null) throw new StoreUnavailable(`key store: ${lost}`);
  }

  async close(): Promise<void> {
    while (this.#isStoring) await this.#settled();
    this.#known = new Recent(0);
    this.#file.close();
  }

  /** The key of a newcomer, when it is on the disk. */
  #underWay(lookup: Buffer): Promise<string> | undefined {
    const name = nameOf(lookup);
    return (this.#newcomers.get(name) ?? this.#storing.get(name))?.stored.promise;
  }

  #welcome(lookup: Buffer): Promise<string> {
    const newcomer = { lookup, stored: Promise.withResolvers<string>() };
    this.#newcomers.set(nameOf(lookup), newcomer);
    this.#storeSoon();
    return newcomer.stored.promise;
  }

  /** All newcomers of one turn of the event loop share a flush, and all who come while it is under way share the next. */
  #storeSoon(): void {
    if (this.#isStoring || this.#newcomers.size === 0) return;
    this.#isStoring = true;
    setImmediate(() => void this.#storeNewcomers());
  }

  async #storeNewcomers(): Promise<void> {
    this.#storing = this.#newcomers;
    this.#newcomers = new Map();
    const newcomers = [...this.#storing.values()];
    const made = newcomers.map(({ lookup, stored }) => ({ lookup, stored, ...this.#wrapping.makeKey() }));
    try {
      await this.#file.add(made);
      for (const { keyId, key, stored } of made) {
        this.#unwrapped.set(keyId, key);
        stored.resolve(keyId);
      }
    } catch (error) {
      this.#guard.failed((error as Error).message);
      for (const { stored } of newcomers) stored.reject(error);
    }
    this.#storing = new Map();
    this.#isStoring = false;
    this.#storeSoon();
  }

  /** Resolves when those who have come so far are stored, or were told that they can't be. */
  async #settled(): Promise<void> {
    const waiting = [...this.#newcomers.values(), ...this.#storing.values()];
    await Promise.allSettled(waiting.map(({ stored }) => stored.promise));
  }

  #unwrap(keyId: string): KeyObject | null | undefined {
    const wrapped = this.#file.wrappedOf(keyId);
    if (wrapped === null || wrapped === undefined) return wrapped;
    const key = this.#wrapping.unwrap(keyId, wrapped);
    if (key !== undefined) this.#unwrapped.set(keyId, key);
    return key;
  }

  #checkSecret(path: string): void {
    const check = this.#file.secretCheck();
    if (check === null) {
      this.#file.writeSecretCheck(this.#wrapping.makeSecretCheck());
      return;
    }
    try {
      this.#wrapping.checkSecret(check);
    } catch (cause) {
      this.#file.close();
      const advice =
        'Start with the secret that this data folder was made with. Without it, no personal data in the event log can be read.';
      throw new StartFault(`${path} was made with another secret. ${advice}`, { cause, setting: 'secret' });
    }
  }
}

function nameOf(lookup: Buffer): string {
  return lookup.toString('base64');
}
