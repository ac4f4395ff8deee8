import type { Collection, Filter } from 'mongodb';
import type { MongoConnection } from '../../mongo/connect.ts';
import { isDuplicateKey, unlessDuplicate } from '../../mongo/faults.ts';
import { isDestroyed, isSameKey, KeyConflict, type KeyCopy } from './key-file.ts';

/** A destroyed key keeps its id, to be told from a lost one, and its number. `phone` is its lookup: the first identifiers were numbers. */
interface KeyDocument {
  readonly _id: string;
  readonly phone?: Buffer;
  readonly wrapped: Buffer | null;
  /** From 1, in the order of destruction. */
  readonly destroyed?: number;
}

interface CheckDocument {
  readonly _id: 'secret';
  readonly box: Buffer;
}

/** The log whose events these keys open. */
interface LogDocument {
  readonly _id: 'log';
  readonly logId: string;
}

/** Somebody accepted the loss of the earlier keys of this database. */
interface AnewDocument {
  readonly _id: 'anew';
  readonly at: string;
}

const KEYS_A_CALL = 1_000;

/** Each change is one write to one document. Unique indexes settle races: one key a person, destroyed keys numbered without a gap. */
export class MongoKeyCollection {
  readonly #keys: Collection<KeyDocument>;
  readonly #checks: Collection<CheckDocument>;
  readonly #logs: Collection<LogDocument>;
  readonly #anew: Collection<AnewDocument>;

  constructor({ db }: MongoConnection) {
    this.#keys = db.collection('keys', { promoteBuffers: true });
    this.#checks = db.collection('keyringChecks', { promoteBuffers: true });
    this.#logs = db.collection('keyringChecks');
    this.#anew = db.collection('keyringChecks');
  }

  async createIndexes(): Promise<void> {
    await this.#keys.createIndex({ phone: 1 }, { unique: true, sparse: true });
    await this.#keys.createIndex({ destroyed: 1 }, { unique: true, sparse: true });
  }

  /** Of the first opener: `mine`, if nobody was before. */
  async secretCheck(mine: Buffer): Promise<Buffer> {
    const first = await unlessDuplicate(() => this.#checks.insertOne({ _id: 'secret', box: mine }));
    return first ? mine : ((await this.#checks.findOne({ _id: 'secret' }))?.box ?? mine);
  }

  async find(lookup: Buffer): Promise<string | null> {
    return (await this.#keys.findOne({ phone: lookup }, { projection: { _id: 1 } }))?._id ?? null;
  }

  /** Unless its person has got one meanwhile: then false. */
  add(keyId: string, lookup: Buffer, wrapped: Buffer): Promise<boolean> {
    return unlessDuplicate(() => this.#keys.insertOne({ _id: keyId, phone: lookup, wrapped }));
  }

  /** `null` for a destroyed key, absent for an unknown one. */
  async wrappedOf(keyIds: readonly string[]): Promise<Map<string, Buffer | null>> {
    const found = await this.#keys.find({ _id: { $in: keyIds } }).toArray();
    return new Map(found.map(({ _id, wrapped }) => [_id, wrapped]));
  }

  /** Null when these keys were never used. */
  async secretCheckOf(): Promise<Uint8Array | null> {
    return (await this.#checks.findOne({ _id: 'secret' }))?.box ?? null;
  }

  /** Null where that was never put down. */
  async logOf(): Promise<string | null> {
    return (await this.#logs.findOne({ _id: 'log' }))?.logId ?? null;
  }

  async belongTo(logId: string): Promise<void> {
    await this.#logs.replaceOne({ _id: 'log' }, { logId }, { upsert: true });
  }

  /** They then belong to the next log that they are used with. */
  async belongToNone(): Promise<void> {
    await this.#logs.deleteOne({ _id: 'log' });
  }

  /** Keys may begin anew, although a log knows of others. */
  async beginAnew(at: string): Promise<void> {
    await this.#anew.replaceOne({ _id: 'anew' }, { at }, { upsert: true });
  }

  /** True from {@link beginAnew} to {@link haveBegun}. */
  async haveBegunAnew(): Promise<boolean> {
    return (await this.#anew.findOne({ _id: 'anew' })) !== null;
  }

  /** The log knows of these keys by now. */
  async haveBegun(): Promise<void> {
    await this.#anew.deleteOne({ _id: 'anew' });
  }

  /** Destroyed ones with their id alone. */
  async all(): Promise<KeyCopy[]> {
    const found = await this.#keys.find().sort({ _id: 1 }).toArray();
    return found.map(({ _id, phone = null, wrapped }) => ({ keyId: _id, lookup: phone, wrapped }));
  }

  /** Destroyed in either store is destroyed here. @throws KeyConflict; keys before it may have been taken over. */
  async takeOver(keys: readonly KeyCopy[]): Promise<void> {
    const here = new Map((await this.all()).map((key) => [key.keyId, key]));
    // First: a person whose key was destroyed may have another one by now.
    for (const { keyId } of keys.filter(isDestroyed)) {
      const there = here.get(keyId);
      if (there === undefined || !isDestroyed(there)) await this.#markDestroyed(keyId);
    }
    const missing: KeyDocument[] = [];
    for (const key of keys) {
      const { keyId, lookup, wrapped } = key;
      const there = here.get(keyId);
      if (lookup === null || wrapped === null || (there !== undefined && isDestroyed(there))) continue;
      if (there === undefined) missing.push({ _id: keyId, phone: Buffer.from(lookup), wrapped: Buffer.from(wrapped) });
      else if (!isSameKey(there, key)) throw new KeyConflict(keyId);
    }
    for (let from = 0; from < missing.length; from += KEYS_A_CALL) {
      await this.#addAll(missing.slice(from, from + KEYS_A_CALL));
    }
  }

  async #addAll(keys: readonly KeyDocument[]): Promise<void> {
    try {
      await this.#keys.insertMany(keys);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const there = await this.wrappedOf(keys.map(({ _id }) => _id));
      // In their order, up to the first that was refused.
      throw new KeyConflict(keys.find(({ _id }) => !there.has(_id))?._id ?? '');
    }
  }

  async #markDestroyed(keyId: string): Promise<void> {
    await this.#numbered(async (destroyed) => {
      const change = { $set: { wrapped: null, destroyed }, $unset: { phone: 1 as const } };
      await this.#keys.updateOne({ _id: keyId }, change, { upsert: true });
    });
  }

  /** With what it was found by; unknown ids do nothing. */
  async destroy(keyId: string): Promise<void> {
    await this.#numbered(async (destroyed) => {
      const change = { $set: { wrapped: null, destroyed }, $unset: { phone: 1 as const } };
      await this.#keys.updateOne({ _id: keyId, wrapped: { $ne: null } }, change);
    });
  }

  async #numbered<T>(work: (destroyed: number) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work((await this.lastDestroyed()) + 1);
      } catch (error) {
        // Another process has the number.
        if (!isDuplicateKey(error)) throw error;
      }
    }
  }

  /** 0 when none was. */
  async lastDestroyed(): Promise<number> {
    const last = await this.#keys.find(destroyedAfter(0)).sort({ destroyed: -1 }).limit(1).next();
    return last?.destroyed ?? 0;
  }

  /** In order, after this number. */
  async destroyedSince(number: number): Promise<{ keyIds: string[]; last: number }> {
    const found = await this.#keys.find(destroyedAfter(number)).sort({ destroyed: 1 }).toArray();
    return { keyIds: found.map(({ _id }) => _id), last: found.at(-1)?.destroyed ?? number };
  }
}

const destroyedAfter = (number: number): Filter<KeyDocument> => ({ destroyed: { $gt: number } });
