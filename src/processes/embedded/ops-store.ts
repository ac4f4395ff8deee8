import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { OrderId } from '../../domain/ids.ts';
import { START, StoreUnavailable } from '../../eventstore/event-store.ts';
import type { OpenItem, OpsChanges, OpsState, OpsStore, ParkedItem } from '../ops-store.ts';

/** An order has one row at most, so it can't be open and parked at once. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS positions (process TEXT PRIMARY KEY, position TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS items (
    process TEXT NOT NULL, order_id TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('open', 'parked')), item TEXT NOT NULL,
    PRIMARY KEY (process, order_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/** The file of the operational state can't be used. The message tells people what to do. */
export class UnusableOpsFile extends Error {
  override readonly name = 'UnusableOpsFile';
  readonly forPeople = true;
}

/**
 * Operational state in one SQLite file. `synchronous=NORMAL`: after a power cut the last saves may be missing, but what is there
 * belongs together, and the process managers read the same events again.
 */
export class EmbeddedOpsStore implements OpsStore {
  readonly #db: DatabaseSync;
  readonly #statements: ReturnType<typeof prepare>;

  /**
   * Opens the file, or makes it.
   * @throws UnusableOpsFile
   */
  constructor(path: string) {
    try {
      this.#db = new DatabaseSync(path, { timeout: 5_000 });
      this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
      this.#db.exec(SCHEMA);
      this.#statements = prepare(this.#db);
    } catch (cause) {
      const advice =
        'If it is damaged, move it away: it is made anew from the event log, which takes time and loses nothing.';
      throw new UnusableOpsFile(`can't use ${path}: ${(cause as Error).message}. ${advice}`, { cause });
    }
  }

  async load(process: string): Promise<OpsState> {
    return this.#guarded(() => {
      const position = this.#statements.position.get(process)?.position ?? START;
      const rows = this.#statements.items.all(process) as unknown as { kind: string; item: string }[];
      const items = (kind: string) => rows.filter((row) => row.kind === kind).map((row) => JSON.parse(row.item));
      return {
        position: position as string,
        open: items('open') as OpenItem[],
        parked: items('parked') as ParkedItem[],
      };
    });
  }

  /** There is one process at a time, and so nothing to take over. */
  peek(process: string): Promise<OpsState> {
    return this.load(process);
  }

  async save(process: string, { position, opened, parked, closed }: OpsChanges): Promise<void> {
    const { keep, remove, move } = this.#statements;
    const put = (kind: 'open' | 'parked', item: { readonly orderId: OrderId }) =>
      keep.run(process, item.orderId, kind, JSON.stringify(item));
    this.#guarded(() =>
      this.#inTransaction(() => {
        for (const orderId of closed) remove.run(process, orderId);
        for (const item of opened) put('open', item);
        for (const item of parked) put('parked', item);
        move.run(process, position);
      }),
    );
  }

  async read<T>(name: string): Promise<T | null> {
    return this.#guarded(() => {
      const row = this.#statements.read.get(name);
      return row === undefined ? null : (JSON.parse(row.document as string) as T);
    });
  }

  async write(name: string, document: unknown): Promise<void> {
    this.#guarded(() => this.#statements.write.run(name, JSON.stringify(document)));
  }

  async close(): Promise<void> {
    if (this.#db.isOpen) this.#db.close();
  }

  #inTransaction(work: () => void): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#db.exec('COMMIT');
    } catch (error) {
      // A full disk may have ended the transaction already.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /** Whatever keeps SQLite from working (closed, locked, full, damaged) means the same to a caller: not now. */
  #guarded<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (cause) {
      throw new StoreUnavailable(`operational state: ${(cause as Error).message}`, { cause });
    }
  }
}

function prepare(db: DatabaseSync) {
  return {
    position: db.prepare('SELECT position FROM positions WHERE process = ?'),
    items: db.prepare('SELECT kind, item FROM items WHERE process = ?'),
    keep: db.prepare('INSERT OR REPLACE INTO items (process, order_id, kind, item) VALUES (?, ?, ?, ?)'),
    remove: db.prepare('DELETE FROM items WHERE process = ? AND order_id = ?'),
    move: db.prepare('INSERT OR REPLACE INTO positions (process, position) VALUES (?, ?)'),
    read: db.prepare('SELECT document FROM documents WHERE name = ?'),
    write: db.prepare('INSERT OR REPLACE INTO documents (name, document) VALUES (?, ?)'),
  } satisfies Record<string, StatementSync>;
}
