import type { AnyBulkWriteOperation, Collection, Db, UpdateFilter } from 'mongodb';
import { type Position, START } from '../../eventstore/event-store.ts';
import { unlessDuplicate } from '../../mongo/faults.ts';
import { yieldToEventLoop } from '../../runtime/yield.ts';
import type { ComparisonReport, NewVersion, ReportKind, ViewRef } from '../view-store.ts';

interface VersionRecord extends NewVersion {
  readonly position: Position;
}

/** All about a view but its documents and what is parked. It is one document, so every change of it is seen whole or not at all. */
export interface ViewRecord {
  readonly _id: string;
  readonly newest: number;
  readonly live: number | null;
  /** By number: a member of its own each, so that a guard can name it. */
  readonly versions: Readonly<Record<string, VersionRecord>>;
  readonly reports: Readonly<Partial<Record<ReportKind, ComparisonReport>>>;
}

/** A version's way to a position. */
interface Move {
  readonly ref: ViewRef;
  readonly position: Position;
  readonly resolve: (isMoved: boolean) => void;
  readonly reject: (error: Error) => void;
}

/** Which versions there are, how far each is, and which one is live. All methods throw the driver's errors. */
export class ViewRecords {
  readonly #views: Collection<ViewRecord>;
  readonly #moves: Move[] = [];
  #isMoving = false;

  constructor(db: Db) {
    this.#views = db.collection('views');
  }

  read(view: string): Promise<ViewRecord | null> {
    return this.#views.findOne({ _id: view });
  }

  /** Those that there are, by name. */
  async some(views: readonly string[]): Promise<ReadonlyMap<string, ViewRecord>> {
    const found = await this.#views.find({ _id: { $in: [...new Set(views)] } }).toArray();
    return new Map(found.map((record) => [record._id, record]));
  }

  /** All views, without the reports. */
  all(): Promise<Omit<ViewRecord, 'reports'>[]> {
    return this.#views.find({}, { projection: { reports: 0 } }).toArray();
  }

  /** A number that no version of the view has, had, or will be given. */
  async nextNumber(view: string): Promise<number> {
    for (;;) {
      const newest = (await this.read(view))?.newest ?? (await this.#begin(view));
      const { matchedCount } = await this.#views.updateOne({ _id: view, newest }, { $set: { newest: newest + 1 } });
      // Else another process has taken that number.
      if (matchedCount === 1) return newest + 1;
    }
  }

  async add(ref: ViewRef, { purpose, fingerprint, logId, indexes }: NewVersion): Promise<void> {
    const record: VersionRecord = { purpose, fingerprint, logId, indexes, position: START };
    await this.#views.updateOne({ _id: ref.view }, { $set: { [memberOf(ref)]: record } });
  }

  /** @returns false when there is no such version, or another one than `over` is live. */
  async goLive(ref: ViewRef, over?: number | null): Promise<boolean> {
    const filter = { _id: ref.view, [memberOf(ref)]: { $exists: true }, ...(over !== undefined && { live: over }) };
    const $set = { live: ref.version, [`${memberOf(ref)}.purpose`]: 'keep' };
    return (await this.#views.updateOne(filter, { $set })).matchedCount === 1;
  }

  /** @returns false when there is no such version. */
  async keep(ref: ViewRef): Promise<boolean> {
    const filter = { _id: ref.view, [memberOf(ref)]: { $exists: true } };
    const $set = { [`${memberOf(ref)}.purpose`]: 'keep' };
    return (await this.#views.updateOne(filter, { $set })).matchedCount === 1;
  }

  /** @returns false when it is the live one, or there is no such view. */
  async remove(ref: ViewRef): Promise<boolean> {
    const filter = { _id: ref.view, live: { $ne: ref.version } };
    return (await this.#views.updateOne(filter, { $unset: { [memberOf(ref)]: '' } })).matchedCount === 1;
  }

  async report(view: string, kind: ReportKind, report: ComparisonReport): Promise<void> {
    await this.#views.updateOne({ _id: view }, { $set: { [`reports.${kind}`]: report } });
  }

  /**
   * Moves that come while others are on their way go together after them.
   * @returns false when one may have changed nothing: a version is there already, or further, or there is no such version.
   */
  moveOn(ref: ViewRef, position: Position): Promise<boolean> {
    const moved = new Promise<boolean>((resolve, reject) => this.#moves.push({ ref, position, resolve, reject }));
    if (!this.#isMoving) void this.#moveAll();
    return moved;
  }

  async #moveAll(): Promise<void> {
    this.#isMoving = true;
    // Views that take in the same events move in the same turn.
    await yieldToEventLoop();
    while (this.#moves.length > 0) {
      const moves = this.#moves.splice(0);
      try {
        const { matchedCount } = await this.#views.bulkWrite(moves.map(toUpdate), { ordered: false });
        for (const { resolve } of moves) resolve(matchedCount === moves.length);
      } catch (error) {
        for (const { reject } of moves) reject(error as Error);
      }
    }
    this.#isMoving = false;
  }

  /** @returns the newest number of a view that has no version yet. */
  async #begin(view: string): Promise<number> {
    // Another process may begin it at the same moment.
    await unlessDuplicate(() => this.#views.insertOne({ _id: view, newest: 0, live: null, versions: {}, reports: {} }));
    return 0;
  }
}

function toUpdate({ ref, position }: Move): AnyBulkWriteOperation<ViewRecord> {
  const member = `${memberOf(ref)}.position`;
  return {
    updateOne: {
      filter: { _id: ref.view, [member]: { $lt: position } },
      update: { $set: { [member]: position } } as UpdateFilter<ViewRecord>,
    },
  };
}

function memberOf({ version }: ViewRef): string {
  return `versions.${version}`;
}
