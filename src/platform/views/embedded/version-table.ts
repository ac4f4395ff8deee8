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
  type ViewStanding,
} from '../view-store.ts';

interface VersionRow {
  readonly version: number;
  readonly purpose: Purpose;
  readonly fingerprint: string;
  readonly logId: string;
  readonly position: Position;
}

/** A view, and one of its versions if it has any. */
interface StandingRow extends Omit<VersionRow, 'version'> {
  readonly name: string;
  readonly live: number | null;
  readonly version: number | null;
}

/** Which versions there are, how far each is, what is parked in it, and which one is live. */
export class VersionTable {
  readonly #statements: ReturnType<typeof prepare>;

  constructor(db: DatabaseSync) {
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
    this.#statements = prepare(db);
  }

  view(name: string): StoredView {
    const row = this.#statements.view.get(name);
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

  /** Of all views, by name. */
  standings(): ReadonlyMap<string, ViewStanding> {
    const rows = this.#statements.standings.all() as unknown as StandingRow[];
    const standings = new Map<string, { live: number | null; versions: Omit<StoredVersion, 'parked'>[] }>();
    for (const { name, live, ...version } of rows) {
      const standing = standings.get(name) ?? { live, versions: [] };
      standings.set(name, standing);
      // A view whose versions are all gone has one row all the same.
      if (version.version !== null) standing.versions.push(version as VersionRow);
    }
    return standings;
  }

  /** @returns the number of the new version. */
  add(view: string, { purpose, fingerprint, logId, indexes }: NewVersion): number {
    const { newest } = this.#statements.nextNumber.get(view) as { newest: number };
    this.#statements.add.run(view, newest, purpose, fingerprint, logId, JSON.stringify(indexes), START);
    return newest;
  }

  goLive({ view, version }: ViewRef): void {
    this.#statements.goLive.run(version, view);
    this.keep({ view, version });
  }

  keep({ view, version }: ViewRef): void {
    this.#statements.keep.run(view, version);
  }

  remove({ view, version }: ViewRef): void {
    this.#statements.remove.run(view, version);
    this.#statements.unparkAll.run(view, version);
  }

  /** Back to the start of history. */
  reset({ view, version }: ViewRef): void {
    this.#statements.reset.run(START, view, version);
    this.#statements.unparkAll.run(view, version);
  }

  report(name: string, kind: ReportKind, report: ComparisonReport): void {
    this.#statements[kind].run(JSON.stringify(report), name);
  }

  moveOn({ view, version }: ViewRef, position: Position): void {
    this.#statements.moveOn.run(position, view, version, position);
  }

  park({ view, version }: ViewRef, { id, position, reason }: ParkedDocument): void {
    this.#statements.park.run(view, version, id, position, reason);
  }

  unpark({ view, version }: ViewRef, id: string): void {
    this.#statements.unpark.run(view, version, id);
  }

  /** @throws NoSuchVersion */
  indexesOf(ref: ViewRef): string[] {
    const row = this.#statements.indexes.get(ref.view, ref.version);
    if (row === undefined) throw new NoSuchVersion(ref);
    return JSON.parse((row as { indexes: string }).indexes) as string[];
  }

  #versionsOf(view: string): StoredVersion[] {
    const rows = this.#statements.versions.all(view) as unknown as VersionRow[];
    return rows.map((row) => ({
      ...row,
      parked: this.#statements.parked.all(view, row.version) as unknown as ParkedDocument[],
    }));
  }
}

/** Once for the file: how views stand is asked for again and again, and to prepare a statement costs more than to run it. */
function prepare(db: DatabaseSync) {
  return {
    view: db.prepare('SELECT live, rebuild_report, verify_report FROM views WHERE name = ?'),
    versions: db.prepare(
      'SELECT version, purpose, fingerprint, log_id AS logId, position FROM versions WHERE view = ? ORDER BY version',
    ),
    standings: db.prepare(
      `SELECT name, live, version, purpose, fingerprint, log_id AS logId, position
      FROM views LEFT JOIN versions ON view = name ORDER BY name, version`,
    ),
    parked: db.prepare('SELECT id, position, reason FROM parked WHERE view = ? AND version = ?'),
    indexes: db.prepare('SELECT indexes FROM versions WHERE view = ? AND version = ?'),
    nextNumber: db.prepare(`INSERT INTO views (name, live, newest) VALUES (?, NULL, 1)
      ON CONFLICT (name) DO UPDATE SET newest = newest + 1 RETURNING newest`),
    add: db.prepare(
      'INSERT INTO versions (view, version, purpose, fingerprint, log_id, indexes, position) VALUES (?,?,?,?,?,?,?)',
    ),
    goLive: db.prepare('UPDATE views SET live = ? WHERE name = ?'),
    keep: db.prepare("UPDATE versions SET purpose = 'keep' WHERE view = ? AND version = ?"),
    remove: db.prepare('DELETE FROM versions WHERE view = ? AND version = ?'),
    reset: db.prepare('UPDATE versions SET position = ? WHERE view = ? AND version = ?'),
    park: db.prepare('INSERT OR REPLACE INTO parked (view, version, id, position, reason) VALUES (?,?,?,?,?)'),
    unpark: db.prepare('DELETE FROM parked WHERE view = ? AND version = ? AND id = ?'),
    unparkAll: db.prepare('DELETE FROM parked WHERE view = ? AND version = ?'),
    rebuild: db.prepare('UPDATE views SET rebuild_report = ? WHERE name = ?'),
    verify: db.prepare('UPDATE views SET verify_report = ? WHERE name = ?'),
    moveOn: db.prepare('UPDATE versions SET position = ? WHERE view = ? AND version = ? AND position < ?'),
  } satisfies Record<ReportKind, StatementSync> & Record<string, StatementSync>;
}
