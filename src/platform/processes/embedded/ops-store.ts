import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { START, StoreUnavailable } from '../../eventstore/event-store.ts';
import { checksumOf } from '../../runtime/checksum.ts';
import { type Healing, noHealing } from '../../runtime/healing.ts';
import { closeDamaged, isDamage } from '../../runtime/sqlite-faults.ts';
import { inTransaction } from '../../runtime/sqlite-transaction.ts';
import { orAdvise } from '../../runtime/start-fault.ts';
import type { OpenItem, OpsChanges, OpsState, OpsStore, ParkedItem } from '../ops-store.ts';
import { fromStored, type Stored, toStored } from '../stored-names.ts';

/** An instance has one row at most, so it can't be open and parked at once. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS positions (process TEXT PRIMARY KEY, position TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS items (
    process TEXT NOT NULL, order_id TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('open', 'parked')), item TEXT NOT NULL,
    PRIMARY KEY (process, order_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Added to files of earlier releases, whose rows have none. */
const CHECKSUMS = ['items', 'documents'].map(
  (table) => [table, `ALTER TABLE ${table} ADD COLUMN checksum INTEGER`] as const,
);

const ADVICE =
  'If it is damaged, move it away: it is made anew from the event log, which takes time and loses nothing.';

/**
 * Operational state in one SQLite file. `synchronous=NORMAL`: after a power cut the last saves may be missing, but what is there
 * belongs together, and the process managers read the same events again.
 */
export class EmbeddedOpsStore implements OpsStore {
  readonly #path: string;
  readonly #heal: Healing;
  #db: DatabaseSync;
  #statements: ReturnType<typeof prepare>;
  /** True after the file was made anew while process managers went on: until they read history again, nothing of it counts as done. */
  #isIncomplete = false;

  /**
   * Opens the file, or makes it.
   * @param heal what is done with a file that is found damaged later. Default: nothing, and every call fails.
   * @throws StartFault when it can't be used.
   */
  constructor(path: string, heal: Healing = noHealing) {
    this.#path = path;
    this.#heal = heal;
    this.#db = this.#open();
    this.#statements = prepare(this.#db);
  }

  #open(): DatabaseSync {
    return orAdvise(this.#path, ADVICE, () => {
      const db = new DatabaseSync(this.#path, { timeout: 5_000 });
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
      db.exec(SCHEMA);
      for (const [table, add] of CHECKSUMS) if (!hasColumn(db, table, 'checksum')) db.exec(add);
      return db;
    });
  }

  async load(process: string): Promise<OpsState> {
    return this.#guarded(() => {
      const rows = this.#statements.items.all(process) as unknown as ItemRow[];
      if (!rows.every(isSound)) return this.#forget(process);
      const position = this.#statements.position.get(process)?.position ?? START;
      const items = <Item extends OpenItem | ParkedItem>(kind: string) =>
        rows.filter((row) => row.kind === kind).map((row) => fromStored(JSON.parse(row.item) as Stored<Item>));
      return {
        position: position as string,
        open: items<OpenItem>('open'),
        parked: items<ParkedItem>('parked'),
      };
    });
  }

  /** What was kept is not what was written: history is read again, and finds in the streams that all was done. */
  #forget(process: string): OpsState {
    this.#heal.told({ process }, 'what was kept of a process manager is damaged; its history is read again');
    inTransaction(this.#db, () => {
      this.#statements.forgetItems.run(process);
      this.#statements.forgetPosition.run(process);
    });
    return { position: START, open: [], parked: [] };
  }

  /** There is one process at a time, and so nothing to take over. */
  peek(process: string): Promise<OpsState> {
    return this.load(process);
  }

  async save(process: string, { position, opened, parked, closed }: OpsChanges): Promise<void> {
    const { keep, remove, move } = this.#statements;
    const put = (kind: 'open' | 'parked', item: OpenItem | ParkedItem) => {
      const text = JSON.stringify(toStored(item));
      keep.run(process, item.instanceId, kind, text, checksumOf(text));
    };
    this.#guarded(() =>
      inTransaction(this.#db, () => {
        for (const instanceId of closed) remove.run(process, instanceId);
        for (const item of opened) put('open', item);
        for (const item of parked) put('parked', item);
        move.run(process, this.#isIncomplete ? START : position);
      }),
    );
  }

  async read<T>(name: string): Promise<T | null> {
    return this.#guarded(() => {
      const row = this.#statements.read.get(name) as { document: string; checksum: number | null } | undefined;
      if (row === undefined) return null;
      if (isWhole(row.document, row.checksum)) return JSON.parse(row.document) as T;
      this.#heal.told({ document: name }, 'a kept document is damaged; it is made anew');
      this.#statements.forgetDocument.run(name);
      return null;
    });
  }

  async write(name: string, document: unknown): Promise<void> {
    const text = JSON.stringify(document);
    this.#guarded(() => this.#statements.write.run(name, text, checksumOf(text)));
  }

  async close(): Promise<void> {
    if (this.#db.isOpen) this.#db.close();
  }

  /** Whatever keeps SQLite from working (closed, locked, full, damaged) means the same to a caller: not now. */
  #guarded<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (cause) {
      if (isDamage(cause)) this.#makeAnew();
      throw new StoreUnavailable(`operational state: ${(cause as Error).message}`, { cause });
    }
  }

  /** The file is damaged beyond single rows: it is put aside, and another one takes its place. */
  #makeAnew(): void {
    const aside = this.#heal.setAside();
    if (aside === null) return;
    closeDamaged(this.#db);
    this.#db = this.#open();
    this.#statements = prepare(this.#db);
    this.#isIncomplete = true;
    this.#heal.told({ file: this.#path, aside }, 'the file of the operational state is damaged; it is made anew');
  }
}

interface ItemRow {
  readonly order_id: string;
  readonly kind: string;
  readonly item: string;
  readonly checksum: number | null;
}

function isSound({ order_id, item, checksum }: ItemRow): boolean {
  return isWhole(item, checksum) && (JSON.parse(item) as Partial<Stored<OpenItem>> | null)?.orderId === order_id;
}

/** A row of an earlier release has no checksum; then it has to be JSON at least. */
function isWhole(text: string, checksum: number | null): boolean {
  if (checksum !== null) return checksumOf(text) === checksum;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function hasColumn(db: DatabaseSync, table: string, column: string): boolean {
  return db.prepare('SELECT 1 FROM pragma_table_info(?) WHERE name = ?').get(table, column) !== undefined;
}

function prepare(db: DatabaseSync) {
  return {
    position: db.prepare('SELECT position FROM positions WHERE process = ?'),
    items: db.prepare('SELECT order_id, kind, item, checksum FROM items WHERE process = ?'),
    keep: db.prepare('INSERT OR REPLACE INTO items (process, order_id, kind, item, checksum) VALUES (?, ?, ?, ?, ?)'),
    remove: db.prepare('DELETE FROM items WHERE process = ? AND order_id = ?'),
    move: db.prepare('INSERT OR REPLACE INTO positions (process, position) VALUES (?, ?)'),
    forgetItems: db.prepare('DELETE FROM items WHERE process = ?'),
    forgetPosition: db.prepare('DELETE FROM positions WHERE process = ?'),
    read: db.prepare('SELECT document, checksum FROM documents WHERE name = ?'),
    write: db.prepare('INSERT OR REPLACE INTO documents (name, document, checksum) VALUES (?, ?, ?)'),
    forgetDocument: db.prepare('DELETE FROM documents WHERE name = ?'),
  } satisfies Record<string, StatementSync>;
}
