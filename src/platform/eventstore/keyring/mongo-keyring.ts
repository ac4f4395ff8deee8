import type { KeyObject } from 'node:crypto';
import type { MongoConnection } from '../../mongo/connect.ts';
import { withStoreFaults } from '../../mongo/faults.ts';
import { Recent } from '../../runtime/recent.ts';
import { StartFault } from '../../runtime/start-fault.ts';
import type { Timer } from '../../runtime/timer.ts';
import { StoreUnavailable } from '../event-store.ts';
import type { RandomBytes } from './box.ts';
import { KeyWrapping } from './key-wrapping.ts';
import type { Keyring } from './keyring.ts';
import type { KeyringSecrets } from './keyring-secrets.ts';
import { MongoKeyCollection } from './mongo-key-collection.ts';

export interface MongoKeyringOptions {
  /** Stays the caller's to close. */
  readonly connection: MongoConnection;
  readonly secrets: KeyringSecrets;
  readonly random: RandomBytes;
  readonly timer: Timer;
  readonly cachedKeys?: number;
}

const CACHED_KEYS = 10_000;
/** How often keys destroyed by other processes are asked for, in milliseconds. */
const ASK_EVERY_MS = 1_000;

/** For any number of processes. Holds a key destroyed elsewhere for about a second; hands out none while MongoDB can't be asked. */
export class MongoKeyring implements Keyring {
  readonly outlivesMs = ASK_EVERY_MS;
  readonly #stored: MongoKeyCollection;
  readonly #wrapping: KeyWrapping;
  readonly #timer: Timer;
  /** `null` for a destroyed key. */
  readonly #unwrapped: Recent<string, KeyObject | null>;
  /** By lookup. */
  readonly #underWay = new Map<string, Promise<string>>();
  readonly #closed = new AbortController();
  #generation = 0;
  /** When the answer behind `generation` was asked for. */
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | null = null;

  private constructor({ connection, secrets, random, timer, cachedKeys = CACHED_KEYS }: MongoKeyringOptions) {
    this.#stored = new MongoKeyCollection(connection);
    this.#wrapping = new KeyWrapping(secrets, random);
    this.#timer = timer;
    this.#unwrapped = new Recent(cachedKeys);
  }

  /** Begins to watch for destroyed keys. @throws StartFault when the keys were made with another secret, StoreUnavailable */
  static async open(options: MongoKeyringOptions): Promise<MongoKeyring> {
    const keyring = new MongoKeyring(options);
    await keyring.#guarded(async () => {
      await keyring.#stored.createIndexes();
      await keyring.#checkSecret();
      keyring.#generation = await keyring.#stored.lastDestroyed();
    });
    void keyring.#watch(options.timer);
    return keyring;
  }

  get generation(): number {
    return this.#generation;
  }

  get isCurrent(): boolean {
    return !this.#closed.signal.aborted && this.#timer.elapsed() - this.#askedAt <= ASK_EVERY_MS;
  }

  async subjectFor(identifier: string): Promise<string> {
    const lookup = this.#wrapping.lookupOf(identifier);
    const name = lookup.toString('base64');
    const underWay = this.#underWay.get(name);
    if (underWay !== undefined) return underWay;
    const subject = this.#guarded(() => this.#findOrMake(lookup)).finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, subject);
    return subject;
  }

  async keysOf(keyIds: Iterable<string>): Promise<ReadonlyMap<string, KeyObject | null>> {
    return this.#guarded(async () => {
      if (!this.isCurrent) await this.#askForDestroyed();
      const keys = new Map<string, KeyObject | null>();
      const unknown: string[] = [];
      for (const keyId of new Set(keyIds)) {
        const key = this.#unwrapped.get(keyId);
        if (key === undefined) unknown.push(keyId);
        else keys.set(keyId, key);
      }
      if (unknown.length > 0) await this.#readInto(keys, unknown);
      return keys;
    });
  }

  async find(identifier: string): Promise<string | null> {
    const lookup = this.#wrapping.lookupOf(identifier);
    // One being made here was asked for before, and counts.
    await this.#underWay.get(lookup.toString('base64'))?.catch(() => undefined);
    return this.#guarded(() => this.#stored.find(lookup));
  }

  async destroy(keyId: string): Promise<void> {
    await this.#guarded(async () => {
      await this.#stored.destroy(keyId);
      await this.#askForDestroyed();
    });
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#underWay.values());
    this.#closed.abort();
    await this.#asking?.catch(() => undefined);
  }

  async #findOrMake(lookup: Buffer): Promise<string> {
    for (;;) {
      const found = await this.#stored.find(lookup);
      if (found !== null) return found;
      const { keyId, key, wrapped } = this.#wrapping.makeKey();
      const { generation } = this;
      if (await this.#stored.add(keyId, lookup, wrapped)) {
        this.#remember(keyId, key, generation);
        return keyId;
      }
    }
  }

  async #readInto(keys: Map<string, KeyObject | null>, keyIds: readonly string[]): Promise<void> {
    const { generation } = this;
    for (const [keyId, wrapped] of await this.#stored.wrappedOf(keyIds)) {
      const key = wrapped === null ? null : this.#wrapping.unwrap(keyId, wrapped);
      if (key === undefined) continue;
      keys.set(keyId, key);
      this.#remember(keyId, key, generation);
    }
  }

  /** Unless keys were destroyed since it was read: it may be one of them. */
  #remember(keyId: string, key: KeyObject | null, generation: number): void {
    if (generation === this.#generation) this.#unwrapped.set(keyId, key);
  }

  async #watch(timer: Timer): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      await timer.sleep(ASK_EVERY_MS, signal);
      // When MongoDB can't be asked, whoever needs a key is told so.
      if (!signal.aborted) await this.#askForDestroyed().catch(() => undefined);
    }
  }

  /** Of those destroyed before this call, here or elsewhere. */
  async #askForDestroyed(): Promise<void> {
    // An answer under way may be older than this question.
    await this.#asking?.catch(() => undefined);
    this.#asking ??= this.#drop().finally(() => {
      this.#asking = null;
    });
    await this.#asking;
  }

  async #drop(): Promise<void> {
    const askedAt = this.#timer.elapsed();
    const { keyIds, last } = await this.#stored.destroyedSince(this.#generation);
    for (const keyId of keyIds) this.#unwrapped.delete(keyId);
    this.#generation = last;
    this.#askedAt = askedAt;
  }

  async #checkSecret(): Promise<void> {
    const check = await this.#stored.secretCheck(this.#wrapping.makeSecretCheck());
    try {
      this.#wrapping.checkSecret(check);
    } catch (cause) {
      const advice =
        'Start with the secret that this database was made with. Without it, no personal data in the event log can be read.';
      throw new StartFault(`the keys in MongoDB were made with another secret. ${advice}`, {
        cause,
        setting: 'secret',
      });
    }
  }

  async #guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#closed.signal.aborted) throw new StoreUnavailable('key store: it is closed');
    return withStoreFaults('key store', work);
  }
}
