import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Position, START } from '../../eventstore/event-store.ts';
import {
  type ComparisonReport,
  type NewVersion,
  NoSuchVersion,
  type ParkedDocument,
  type Purpose,
  type ReportKind,
  type StoredVersion,
  type StoredView,
  type ViewRef,
} from '../view-store.ts';

interface VersionRow {
  readonly version: number;
  readonly purpose: Purpose;
  readonly fingerprint: string;
  readonly logId: string;
  readonly position: Position;
}

/** Which versions there are, how far each is, what is parked in it, and which one is live. */
export class VersionTable {
  readonly #db: DatabaseSync;
  readonly #moveOn: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    db.exec(`
      CREATE TABLE IF NOT EXISTS views (
        name TEXT PRIMARY KEY, live INTEGER, newest INTEGER NOT NULL, rebuild_report TEXT, verify_report TEXT
      ) STRICT;
      CREATE TABLE IF NOT EXISTS versions (
        view TEXT NOT NULL, version INTEGER NOT NULL, purpose TEXT NOT NULL, fingerprint TEXT NOT NULL, log_id TEXT NOT NULL,
        indexes TEXT NOT NULL, position TEXT NOT NULL, PRIMARY KEY (view, version)
      ) STRICT;
      CREATE TABLE IF NOT EXISTS parked (
        view TEXT NOT NULL, version INTEGER NOT NULL, id TEXT NOT NULL, position TEXT NOT NULL, reason TEXT NOT NULL,
        PRIMARY KEY (view, version, id)
      ) STRICT;
    `);
    this.#moveOn = db.prepare('UPDATE versions SET position = ? WHERE view = ? AND version = ? AND position < ?');
  }

  view(name: string): StoredView {
    const row = this.#db.prepare('SELECT live, rebuild_report, verify_report FROM views WHERE name = ?').get(name);
    if (row === undefined) return { live: null, versions: [], reports: {} };
    const { live, rebuild_report: rebuild, verify_report: verify } = row as Record<string, string | null>;
    return {
      live: live as unknown as number | null,
      versions: this.#versionsOf(name),
      reports: {
        ...(rebuild && { rebuild: JSON.parse(rebuild) as ComparisonReport }),
        ...(verify && { verify: JSON.parse(verify) as ComparisonReport }),
      },
    };
  }

  /** @returns the number of the new version. */
  add(view: string, { purpose, fingerprint, logId, indexes }: NewVersion): number {
    const sql = `INSERT INTO views (name, live, newest) VALUES (?, NULL, 1)
      ON CONFLICT (name) DO UPDATE SET newest = newest + 1 RETURNING newest`;
    const { newest } = this.#db.prepare(sql).get(view) as { newest: number };
    this.#db
      .prepare(
        'INSERT INTO versions (view, version, purpose, fingerprint, log_id, indexes, position) VALUES (?,?,?,?,?,?,?)',
      )
      .run(view, newest, purpose, fingerprint, logId, JSON.stringify(indexes), START);
    return newest;
  }

  goLive({ view, version }: ViewRef): void {
    this.#db.prepare('UPDATE views SET live = ? WHERE name = ?').run(version, view);
    this.keep({ view, version });
  }

  keep({ view, version }: ViewRef): void {
    this.#db.prepare("UPDATE versions SET purpose = 'keep' WHERE view = ? AND version = ?").run(view, version);
  }

  remove({ view, version }: ViewRef): void {
    for (const table of ['versions', 'parked']) {
      this.#db.prepare(`DELETE FROM ${table} WHERE view = ? AND version = ?`).run(view, version);
    }
  }

  /** Back to the start of history. */
  reset({ view, version }: ViewRef): void {
    this.#db.prepare('UPDATE versions SET position = ? WHERE view = ? AND version = ?').run(START, view, version);
    this.#db.prepare('DELETE FROM parked WHERE view = ? AND version = ?').run(view, version);
  }

  report(name: string, kind: ReportKind, report: ComparisonReport): void {
    this.#db.prepare(`UPDATE views SET ${kind}_report = ? WHERE name = ?`).run(JSON.stringify(report), name);
  }

  moveOn({ view, version }: ViewRef, position: Position): void {
    this.#moveOn.run(position, view, version, position);
  }

  /** @throws NoSuchVersion */
  indexesOf(ref: ViewRef): string[] {
    const { view, version } = ref;
    const row = this.#db.prepare('SELECT indexes FROM versions WHERE view = ? AND version = ?').get(view, version);
    if (row === undefined) throw new NoSuchVersion(ref);
    return JSON.parse((row as { indexes: string }).indexes) as string[];
  }

  #versionsOf(view: string): StoredVersion[] {
    const rows = this.#db
      .prepare(
        'SELECT version, purpose, fingerprint, log_id AS logId, position FROM versions WHERE view = ? ORDER BY version',
      )
      .all(view) as unknown as VersionRow[];
    const parked = this.#db.prepare('SELECT id, position, reason FROM parked WHERE view = ? AND version = ?');
    return rows.map((row) => ({ ...row, parked: parked.all(view, row.version) as unknown as ParkedDocument[] }));
  }
}
