import { closeSync, fdatasync, openSync } from 'node:fs';

/**
 * Brings to the disk what was committed to a SQLite file in WAL mode without waiting for that. A commit that waits holds the thread for as
 * long as the disk takes; here it goes on meanwhile.
 */
export class WalFlush {
  /** SQLite keeps this one file for as long as the database is open, and locks others. */
  readonly #wal: number;

  /** @param path of the open database. @throws Error of the file system. */
  constructor(path: string) {
    this.#wal = openSync(`${path}-wal`, 'r');
  }

  /** Resolves when everything is on the disk that was committed before the call. @throws Error of the file system. */
  flush(): Promise<void> {
    return new Promise((resolve, reject) => {
      fdatasync(this.#wal, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  close(): void {
    closeSync(this.#wal);
  }
}
