import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makePrivateFolder } from '../../platform/runtime/private-folder.ts';
import { orAdvise } from '../../platform/runtime/start-fault.ts';

/** The disk is full, say. Nothing of the failed group of writes is kept. */
export class LedgerUnavailable extends Error {
  override readonly name = 'LedgerUnavailable';
}

const ADVICE = 'If other simulators run on this data folder, stop them or name another folder.';

/**
 * One SQLite file, held by one process. Writers of a moment share a transaction and a flush, and are answered after it.
 * Reads see what is not yet flushed, so two calls with one key never both decide that they are the first.
 */
export class LedgerFile {
  readonly #db: DatabaseSync;
  #group: PromiseWithResolvers<void> | null = null;

  /** Opens or creates the file. @throws StartFault when it can't be used or another process holds it. */
  constructor(path: string, schema: string) {
    this.#db = orAdvise(path, ADVICE, () => {
      makePrivateFolder(dirname(path));
      const db = new DatabaseSync(path);
      db.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
        PRAGMA secure_delete = ON; BEGIN IMMEDIATE; ${schema}; COMMIT;`);
      return db;
    });
  }

  /** For preparing statements. Changes may only run within {@link write}. */
  get db(): DatabaseSync {
    return this.#db;
  }

  /** Runs `work` at once, resolves when it is on the disk. @throws LedgerUnavailable when any of its group failed. */
  async write<Result>(work: () => Result): Promise<Result> {
    const group = this.#group ?? this.#begin();
    let result: Result;
    try {
      result = work();
    } catch (cause) {
      this.#fail(group, cause);
      throw unavailable(cause);
    }
    await group.promise;
    return result;
  }

  /** Resolves when everything that `work` has seen is on the disk. */
  async read<Result>(work: () => Result): Promise<Result> {
    const group = this.#group;
    const result = work();
    await group?.promise;
    return result;
  }

  /** Leaves no trace of deleted rows. Only while nothing is being written. */
  async scrub(): Promise<void> {
    await this.#group?.promise;
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    if (this.#group !== null) this.#commit(this.#group);
    this.#db.close();
  }

  #begin(): PromiseWithResolvers<void> {
    this.#db.exec('BEGIN');
    const group = Promise.withResolvers<void>();
    // Who waits hears of the failure; that nobody waits any more must not end the process.
    group.promise.catch(() => undefined);
    this.#group = group;
    // After all requests of this turn of the event loop.
    setImmediate(() => {
      if (this.#group === group) this.#commit(group);
    });
    return group;
  }

  #commit(group: PromiseWithResolvers<void>): void {
    try {
      this.#db.exec('COMMIT');
      this.#group = null;
      group.resolve();
    } catch (cause) {
      this.#fail(group, cause);
    }
  }

  #fail(group: PromiseWithResolvers<void>, cause: unknown): void {
    this.#group = null;
    // A full disk may have ended the transaction already.
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
    group.reject(unavailable(cause));
  }
}

function unavailable(cause: unknown): LedgerUnavailable {
  return new LedgerUnavailable(`the ledger can't be used: ${(cause as Error).message}`, { cause });
}
