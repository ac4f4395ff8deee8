import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** What other connections to a file have written, as far as it was looked for: once in a turn of the event loop. */
export class OtherWriters {
  readonly #version: StatementSync;
  #seen: unknown = null;

  constructor(db: DatabaseSync) {
    this.#version = db.prepare('PRAGMA data_version');
  }

  /** Another value than before when another connection has written since. */
  get writes(): unknown {
    if (this.#seen === null) {
      this.#seen = this.#version.get()?.data_version;
      setImmediate(() => this.lookAgain());
    }
    return this.#seen;
  }

  /** Somebody is known to have written just now. */
  lookAgain(): void {
    this.#seen = null;
  }
}
