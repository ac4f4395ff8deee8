import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type Position, START, StoreUnavailable } from '../../eventstore/event-store.ts';
import { StartFault } from '../../runtime/start-fault.ts';
import type {
  DocumentChange,
  IndexQuery,
  ParkedDocument,
  StoredDocument,
  StoredView,
  ViewChanges,
  ViewStore,
} from '../view-store.ts';

/** Greater than everything that can follow a prefix: keys are made of letters, digits and `:.-|`. */
const AFTER_ALL = '~';

/** A view that is open: its table, and the columns that hold its index keys. */
interface OpenView {
  readonly table: string;
  readonly columns: ReadonlyMap<string, string>;
  readonly upsert: StatementSync;
}

/**
 * Opens the views' file. Views can be rebuilt from the log, so a commit need not wait for the disk.
 * @throws StartFault when the file can't be used.
 */
export function openEmbeddedViewStore({ path }: { readonly path: string }): ViewStore {
  try {
    return new EmbeddedViewStore(path);
  } catch (error) {
    throw new StartFault(
      `The views' file ${path} can't be opened: ${(error as Error).message}. Delete it: it is rebuilt from the event log.`,
    );
  }
}

class EmbeddedViewStore implements ViewStore {
  readonly #db: DatabaseSync;
  readonly #open = new Map<string, OpenView>();
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string) {
    this.#db = new DatabaseSync(path);
    this.#db.exec(`
      PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;
      CREATE TABLE IF NOT EXISTS views (
        name TEXT PRIMARY KEY, version INTEGER NOT NULL, fingerprint TEXT NOT NULL, position TEXT NOT NULL
      ) STRICT;
      CREATE TABLE IF NOT EXISTS parked (
        view TEXT NOT NULL, id TEXT NOT NULL, position TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (view, id)
      ) STRICT;
    `);
  }

  async open(name: string, fingerprint: string, indexes: readonly string[]): Promise<StoredView> {
    return this.#guarded(() =>
      this.#together(() => {
        const known = this.#row(name);
        if (known?.fingerprint !== fingerprint) return this.#newVersion(name, fingerprint, indexes);
        this.#open.set(name, this.#ensureTable(name, known.version, indexes));
        const parked = this.#prepared('SELECT id, position, reason FROM parked WHERE view = ?').all(name);
        return { ...known, parked: parked as unknown as ParkedDocument[] };
      }),
    );
  }

  async beginAnew(name: string, fingerprint: string, indexes: readonly string[]): Promise<StoredView> {
    return this.#guarded(() => this.#together(() => this.#newVersion(name, fingerprint, indexes)));
  }

  async position(name: string): Promise<Position | null> {
    return this.#guarded(() => {
      const row = this.#prepared('SELECT position FROM views WHERE name = ?').get(name);
      return (row as { position: Position } | undefined)?.position ?? null;
    });
  }

  async load(name: string, ids: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>> {
    return this.#guarded(() => {
      const select = this.#prepared(`SELECT position, body FROM ${this.#view(name).table} WHERE id = ?`);
      return new Map(
        ids.flatMap((id) => {
          const row = select.get(id) as { position: Position; body: string } | undefined;
          return row === undefined ? [] : [[id, { position: row.position, body: JSON.parse(row.body) as unknown }]];
        }),
      );
    });
  }

  async apply(name: string, { documents, parked, position }: ViewChanges): Promise<void> {
    this.#guarded(() =>
      this.#together(() => {
        const { upsert, columns } = this.#view(name);
        for (const change of documents) upsert.run(...valuesOf(change, columns));
        for (const { id, position: at, reason } of parked) {
          this.#prepared('INSERT OR REPLACE INTO parked (view, id, position, reason) VALUES (?,?,?,?)').run(
            name,
            id,
            at,
            reason,
          );
        }
        this.#prepared('UPDATE views SET position = ? WHERE name = ? AND position < ?').run(position, name, position);
      }),
    );
  }

  async find(name: string, { index, prefix, direction, after, limit }: IndexQuery) {
    return this.#guarded(() => {
      const { table, columns } = this.#view(name);
      const column = columns.get(index);
      if (column === undefined) throw new TypeError(`the view ${name} has no index ${index}`);
      const ascending = direction === 'ascending';
      const [from, to] = ascending ? [after ?? prefix, prefix + AFTER_ALL] : [prefix, after ?? prefix + AFTER_ALL];
      const sql = `SELECT ${column} AS key, body FROM ${table} WHERE ${column} > ? AND ${column} < ?
        ORDER BY ${column} ${ascending ? 'ASC' : 'DESC'} LIMIT ?`;
      const rows = this.#prepared(sql).all(from, to, limit) as { key: string; body: string }[];
      return rows.map(({ key, body }) => ({ key, body: JSON.parse(body) as unknown }));
    });
  }

  async close(): Promise<void> {
    if (this.#db.isOpen) this.#db.close();
  }

  #row(name: string): { version: number; fingerprint: string; position: Position } | undefined {
    const row = this.#prepared('SELECT version, fingerprint, position FROM views WHERE name = ?').get(name);
    return row as { version: number; fingerprint: string; position: Position } | undefined;
  }

  #newVersion(name: string, fingerprint: string, indexes: readonly string[]): StoredView {
    const before = this.#row(name)?.version ?? 0;
    if (before > 0) this.#db.exec(`DROP TABLE IF EXISTS ${tableOf(name, before)}`);
    this.#prepared('DELETE FROM parked WHERE view = ?').run(name);
    const version = before + 1;
    const sql = 'INSERT OR REPLACE INTO views (name, version, fingerprint, position) VALUES (?,?,?,?)';
    this.#prepared(sql).run(name, version, fingerprint, START);
    this.#open.set(name, this.#ensureTable(name, version, indexes));
    return { version, position: START, parked: [] };
  }

  #ensureTable(name: string, version: number, indexes: readonly string[]): OpenView {
    const table = tableOf(name, version);
    const columns = new Map(indexes.map((index, number) => [index, `key_${number}`]));
    const declared = [...columns.values()].map((column) => `, ${column} TEXT`).join('');
    this.#db.exec(
      `CREATE TABLE IF NOT EXISTS ${table} (id TEXT PRIMARY KEY, position TEXT NOT NULL, body TEXT NOT NULL${declared}) STRICT`,
    );
    for (const column of columns.values()) {
      this.#db.exec(`CREATE INDEX IF NOT EXISTS ${table}_${column} ON ${table} (${column})`);
    }
    const names = ['id', 'position', 'body', ...columns.values()];
    const upsert = this.#db.prepare(`
      INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
      ON CONFLICT (id) DO UPDATE SET ${names
        .slice(1)
        .map((column) => `${column} = excluded.${column}`)
        .join(', ')}
      WHERE excluded.position > ${table}.position`);
    return { table, columns, upsert };
  }

  #view(name: string): OpenView {
    const view = this.#open.get(name);
    if (view === undefined) throw new TypeError(`the view ${name} is not open`);
    return view;
  }

  #together<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof TypeError) throw error;
      throw new StoreUnavailable(`the views can't be used: ${(error as Error).message}`);
    }
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function tableOf(name: string, version: number): string {
  return `view_${name.replaceAll('-', '_')}_${version}`;
}

function valuesOf({ id, position, body, keys }: DocumentChange, columns: ReadonlyMap<string, string>) {
  return [id, position, JSON.stringify(body), ...[...columns.keys()].map((index) => keys[index] ?? null)];
}
