import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/**
 * Brings what is committed to a SQLite file in WAL mode to the disk beside the thread: a commit that waits for the disk holds the thread for
 * as long as that takes. Until then others can read what was committed, and nothing may be built on it: see {@link settled}.
 */
export class WalFlush {
  readonly #db: DatabaseSync;
  /** SQLite keeps this one file for as long as the database is open, and its locks are on others. */
  readonly #wal: number;
  #underWay: Promise<void> | null = null;
  #isBehind = false;

  /** @param db open at `path`. @throws Error of the file system. */
  constructor(db: DatabaseSync, path: string) {
    this.#db = db;
    // Windows flushes no file that can only be read.
    this.#wal = openSync(`${path}-wal`, 'r+');
  }

  /** A flush has failed: what it was to bring to the disk may be lost for the next one, which can't tell. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /**
   * Commits, and resolves when the disk has it. One call at a time.
   * @throws what `commit` throws; or Error of the file system, and then it is not known whether the disk has what was committed.
   */
  async written<Result>(commit: () => Result): Promise<Result> {
    this.catchUp();
    const result = this.#withoutWaiting(commit);
    this.#underWay = this.flush();
    try {
      await this.#underWay;
    } catch (error) {
      this.#isBehind = true;
      throw error;
    } finally {
      this.#underWay = null;
    }
    return result;
  }

  /** Commits what nobody misses after a power cut. @throws what `commit` throws */
  unflushed(commit: () => void): void {
    this.#withoutWaiting(commit);
  }

  /** Resolves when the disk has all that was committed, until the next commit. @throws Error of SQLite */
  async settled(): Promise<void> {
    await this.#underWay?.catch(() => undefined);
    this.catchUp();
  }

  /** After a flush that has failed only a checkpoint will do: it writes everything anew, into the file itself. @throws Error of SQLite */
  catchUp(): void {
    if (!this.#isBehind) return;
    const { busy } = this.#db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number };
    if (busy !== 0) throw new Error('it can’t be made certain while others read the file that the disk has all of it');
    this.#isBehind = false;
  }

  /** Resolves when the disk has all that was committed before the call. @throws Error of the file system. */
  flush(): Promise<void> {
    return new Promise((resolve, reject) => {
      fdatasync(this.#wal, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  /** The same, and holds the thread. @throws Error of the file system. */
  flushNow(): void {
    fdatasyncSync(this.#wal);
  }

  /** Nothing may be under way. */
  close(): void {
    closeSync(this.#wal);
  }

  #withoutWaiting<Result>(commit: () => Result): Result {
    this.#db.exec('PRAGMA synchronous = NORMAL');
    try {
      return commit();
    } finally {
      this.#db.exec('PRAGMA synchronous = FULL');
    }
  }
}
