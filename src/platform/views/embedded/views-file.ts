import { DatabaseSync } from 'node:sqlite';
import { type Position, START, StoreUnavailable } from '../../eventstore/event-store.ts';
import { type Healing, noHealing } from '../../runtime/healing.ts';
import { WAL_PAGES } from '../../runtime/sqlite-checkpoints.ts';
import { closeDamaged, isDamage } from '../../runtime/sqlite-faults.ts';
import { inTransaction } from '../../runtime/sqlite-transaction.ts';
import type { ViewRef } from '../view-store.ts';
import { createTable, dropTable } from './document-layout.ts';
import { DocumentTable } from './document-table.ts';
import { HeldTable } from './held-table.ts';
import { LeftOutIndexes } from './left-out-indexes.ts';
import { OtherWriters } from './other-writers.ts';
import { VersionTable } from './version-table.ts';

export interface ViewsFileOptions {
  readonly path: string;
  /** What is done with a file that is found damaged. Default: every call fails. */
  readonly healing?: Healing;
  /** How long a call waits for another connection that writes. Default: 5 s. */
  readonly busyMs?: number;
}

const BUSY_MS = 5_000;
/** While others write for longer than anybody can be kept waiting. */
const SHORT_BUSY_MS = 20;

/** A connection, with what is prepared for it. */
interface Connection {
  readonly db: DatabaseSync;
  readonly versions: VersionTable;
  readonly leftOut: LeftOutIndexes;
  readonly others: OtherWriters;
  readonly tables: Map<string, HeldTable>;
}

function connect(path: string, busyMs: number): Connection {
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;');
  db.exec(`PRAGMA busy_timeout = ${busyMs}; PRAGMA wal_autocheckpoint = ${WAL_PAGES}`);
  return {
    db,
    versions: new VersionTable(db),
    leftOut: new LeftOutIndexes(db),
    others: new OtherWriters(db),
    tables: new Map(),
  };
}

/** The file of the views and its tables. One that is found damaged is put aside, and another one takes its place. */
export class ViewsFile {
  readonly path: string;
  readonly #busyMs: number;
  readonly #healing: Healing;
  #connection: Connection;

  constructor({ path, healing = noHealing, busyMs = BUSY_MS }: ViewsFileOptions) {
    this.path = path;
    this.#busyMs = busyMs;
    this.#healing = healing;
    this.#connection = connect(path, busyMs);
  }

  get versions(): VersionTable {
    return this.#connection.versions;
  }

  get leftOut(): LeftOutIndexes {
    return this.#connection.leftOut;
  }

  get others(): OtherWriters {
    return this.#connection.others;
  }

  /** @throws NoSuchVersion */
  table(ref: ViewRef): HeldTable {
    const { db, others, tables, versions } = this.#connection;
    const known = tables.get(keyOf(ref));
    if (known !== undefined) return known;
    const table = new HeldTable(ref, new DocumentTable(db, others, ref, versions.indexesOf(ref)));
    tables.set(keyOf(ref), table);
    return table;
  }

  /** Those that were used so far and are still there. */
  get tables(): readonly HeldTable[] {
    return [...this.#connection.tables.values()];
  }

  /** Up to where changes of a version are held back; {@link START} when none are. */
  positionHeld(ref: ViewRef): Position {
    return this.#connection.tables.get(keyOf(ref))?.position ?? START;
  }

  /** False for the table of a version that was dropped, or of a file that was put aside. */
  has(table: HeldTable): boolean {
    return this.#connection.tables.get(keyOf(table.ref)) === table;
  }

  createTable(ref: ViewRef, indexes: readonly string[]): void {
    createTable(this.#connection.db, ref, indexes);
  }

  dropTable(ref: ViewRef): void {
    this.#connection.tables.delete(keyOf(ref));
    dropTable(this.#connection.db, ref);
  }

  /** How long another connection that writes may stand in the way: from now on briefly, or as usual. */
  wait(how: 'briefly' | 'as-usual'): void {
    const ms = how === 'briefly' ? SHORT_BUSY_MS : this.#busyMs;
    this.guarded(() => this.#connection.db.exec(`PRAGMA busy_timeout = ${ms}`));
  }

  /** For what is no view's. @throws as {@link guarded} */
  writeBeside(write: (db: DatabaseSync) => void): void {
    this.guarded(() => write(this.#connection.db));
  }

  /** All or nothing. @throws as {@link guarded} */
  together<T>(work: () => T): T {
    return this.guarded(() => inTransaction(this.#connection.db, work));
  }

  /** @throws StoreUnavailable; when the file is damaged, too, which is healed by then. TypeErrors are the caller's. */
  guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof TypeError) throw error;
      if (isDamage(error) || error instanceof SyntaxError) this.#makeAnew();
      throw new StoreUnavailable(`the views can't be used: ${(error as Error).message}`);
    }
  }

  close(): void {
    const { db } = this.#connection;
    if (db.isOpen) db.close();
  }

  #makeAnew(): void {
    const aside = this.#healing.setAside();
    if (aside === null) return;
    closeDamaged(this.#connection.db);
    this.#connection = connect(this.path, this.#busyMs);
    this.#healing.told({ file: this.path, aside }, 'the views’ file is damaged; all views are made anew');
  }
}

function keyOf({ view, version }: ViewRef): string {
  return `${view}/${version}`;
}
