import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { openPrivateFile } from '../../runtime/private-file.ts';
import { inTransaction } from '../../runtime/sqlite-transaction.ts';
import { StartFault } from '../../runtime/start-fault.ts';
import { WalFlush } from '../../runtime/wal-flush.ts';
import { StoreUnavailable } from '../event-store.ts';

/** A destroyed key keeps its id, to be told from a lost one. A lookup stands in the column `phone`: the first identifiers were numbers. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS keys (key_id TEXT PRIMARY KEY, phone BLOB UNIQUE, wrapped BLOB) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS secret_check (id INTEGER PRIMARY KEY CHECK (id = 1), box BLOB NOT NULL) STRICT;
`;

/** Wrapped, and found by a keyed hash of the person's identifier. */
export interface KeyRow {
  readonly keyId: string;
  readonly lookup: Uint8Array;
  readonly wrapped: Uint8Array;
}

/** On its way between stores, still wrapped. A destroyed one is nothing but its id. */
export interface KeyCopy {
  readonly keyId: string;
  readonly lookup: Uint8Array | null;
  readonly wrapped: Uint8Array | null;
}

/** How many keys were ever made, and how many of them are destroyed. */
export interface KeyCounts {
  readonly made: number;
  readonly destroyed: number;
}

export function isDestroyed({ wrapped }: KeyCopy): boolean {
  return wrapped === null;
}

/** Two stores disagree about a key or a person: somebody has to look. */
export class KeyConflict extends StartFault {
  constructor(keyId: string) {
    super(
      `The key ${keyId} can't be taken over: the target has another key under that id, or for that person. Nothing of the keys was ` +
        'changed. Copy into an empty target, or keep the target and copy the other way.',
    );
  }
}

export function isSameKey(a: Pick<KeyCopy, 'lookup' | 'wrapped'>, b: Pick<KeyCopy, 'lookup' | 'wrapped'>): boolean {
  return isEqual(a.lookup, b.lookup) && isEqual(a.wrapped, b.wrapped);
}

function isEqual(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a !== null && b !== null && Buffer.from(a).equals(b);
}

/** What is answered is on the disk: by `synchronous=FULL`, or by a flush beside the thread. `secure_delete=ON`, an empty WAL: what is destroyed is overwritten. */
export class KeyFile {
  readonly #db: DatabaseSync;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #wal: WalFlush;
  /** Keys that were added, and are not certain to be on the disk. */
  #unflushed = 0;
  /** Kept along once somebody has asked: to count them is to read the whole file. */
  #counts: KeyCounts | null = null;

  /** Only its owner can read a new file. */
  constructor(path: string) {
    this.#db = openPrivateFile(path, { schema: SCHEMA, synchronous: 'FULL', timeout: 1_000 });
    this.#statements = prepare(this.#db);
    this.#wal = new WalFlush(this.#db, path);
    // A crash between destroying a key and emptying the WAL leaves a trace of it there.
    this.emptyWal();
  }

  /** Of the keys that are on the disk. */
  get counts(): KeyCounts {
    this.#counts ??= this.#guarded(() => {
      const { made, destroyed } = this.#statements.counts.get() as unknown as KeyCounts;
      return { made: made - this.#unflushed, destroyed };
    });
    return this.#counts;
  }

  /** Put down by the first opener; null in a new file. */
  secretCheck(): Uint8Array | null {
    return this.#guarded(() => (this.#statements.check.get()?.box as Uint8Array | undefined) ?? null);
  }

  writeSecretCheck(box: Uint8Array): void {
    this.#guarded(() => this.#statements.writeCheck.run(box));
  }

  /** Also a key that is being added. */
  find(lookup: Uint8Array): string | null {
    this.#catchUp();
    return this.#guarded(() => (this.#statements.find.get(lookup)?.key_id as string | undefined) ?? null);
  }

  /** `null` when destroyed, `undefined` when unknown. */
  wrappedOf(keyId: string): Uint8Array | null | undefined {
    return this.#guarded(() => this.#statements.wrapped.get(keyId)?.wrapped as Uint8Array | null | undefined);
  }

  /** All or none; one call at a time. They are on the disk when this resolves. */
  async add(rows: readonly KeyRow[]): Promise<void> {
    this.#catchUp();
    const adding = this.#wal.written(() => {
      inTransaction(this.#db, () => {
        for (const { keyId, lookup, wrapped } of rows) this.#statements.add.run(keyId, lookup, wrapped);
      });
      this.#unflushed = rows.length;
    });
    try {
      await adding;
    } catch (cause) {
      throw unavailable(cause);
    }
    this.#unflushed = 0;
    this.#count({ made: rows.length, destroyed: 0 });
  }

  /** Destroyed ones with their id alone. */
  all(): KeyCopy[] {
    return this.#guarded(() =>
      this.#statements.all.all().map((row) => ({
        keyId: row.key_id as string,
        lookup: (row.lookup as Uint8Array | null) ?? null,
        wrapped: (row.wrapped as Uint8Array | null) ?? null,
      })),
    );
  }

  /** All or none; destroyed in either store is destroyed here. @throws KeyConflict when a key, or a person, has another key here. */
  takeOver(keys: readonly KeyCopy[]): void {
    this.#guarded(() =>
      inTransaction(this.#db, () => {
        // First: a person whose key was destroyed may have another one by now.
        for (const { keyId } of keys.filter(isDestroyed)) this.#statements.takeDestroyed.run(keyId);
        for (const { keyId, lookup, wrapped } of keys.filter((key) => !isDestroyed(key))) {
          this.#statements.takeOver.run(keyId, lookup, wrapped);
          const here = this.#statements.copyOf.get(keyId) as Pick<KeyCopy, 'lookup' | 'wrapped'> | undefined;
          const agrees = here !== undefined && (here.wrapped === null || isSameKey(here, { lookup, wrapped }));
          if (!agrees) throw new KeyConflict(keyId);
        }
      }),
    );
    this.#counts = null;
  }

  /** Only the id stays. False when there is no such living key. */
  destroy(keyId: string): boolean {
    const isDone = this.#guarded(() => this.#statements.destroy.run(keyId).changes > 0);
    if (isDone) this.#count({ made: 0, destroyed: 1 });
    return isDone;
  }

  /** False when a reader stands in the way. */
  emptyWal(): boolean {
    return this.#guarded(() => this.#statements.emptyWal.get()?.busy === 0);
  }

  /** Nothing may be under way. */
  close(): void {
    if (!this.#db.isOpen) return;
    this.#wal.close();
    this.#db.close();
  }

  /** After a flush that has failed keys count again once all of them are certain to be on the disk. */
  #catchUp(): void {
    if (!this.#wal.isBehind) return;
    this.#guarded(() => this.#wal.catchUp());
    this.#unflushed = 0;
    this.#counts = null;
  }

  #count({ made, destroyed }: KeyCounts): void {
    const before = this.#counts;
    if (before !== null) this.#counts = { made: before.made + made, destroyed: before.destroyed + destroyed };
  }

  /** Closed, locked, full or damaged: to a caller it means not now. */
  #guarded<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (cause) {
      if (cause instanceof KeyConflict) throw cause;
      throw unavailable(cause);
    }
  }
}

function unavailable(cause: unknown): StoreUnavailable {
  return new StoreUnavailable(`key store: ${(cause as Error).message}`, { cause });
}

function prepare(db: DatabaseSync) {
  return {
    check: db.prepare('SELECT box FROM secret_check'),
    writeCheck: db.prepare('INSERT INTO secret_check (id, box) VALUES (1, ?)'),
    find: db.prepare('SELECT key_id FROM keys WHERE phone = ?'),
    wrapped: db.prepare('SELECT wrapped FROM keys WHERE key_id = ?'),
    all: db.prepare('SELECT key_id, phone AS lookup, wrapped FROM keys ORDER BY key_id'),
    takeOver: db.prepare('INSERT OR IGNORE INTO keys (key_id, phone, wrapped) VALUES (?, ?, ?)'),
    takeDestroyed: db.prepare(
      'INSERT INTO keys (key_id) VALUES (?) ON CONFLICT (key_id) DO UPDATE SET phone = NULL, wrapped = NULL',
    ),
    copyOf: db.prepare('SELECT phone AS lookup, wrapped FROM keys WHERE key_id = ?'),
    counts: db.prepare('SELECT count(*) AS made, count(*) - count(wrapped) AS destroyed FROM keys'),
    add: db.prepare('INSERT INTO keys (key_id, phone, wrapped) VALUES (?, ?, ?)'),
    emptyWal: db.prepare('PRAGMA wal_checkpoint(TRUNCATE)'),
    destroy: db.prepare('UPDATE keys SET phone = NULL, wrapped = NULL WHERE key_id = ? AND wrapped IS NOT NULL'),
  } satisfies Record<string, StatementSync>;
}
