import type { Collection, Db } from 'mongodb';
import type { Position } from '../../eventstore/event-store.ts';
import type { ParkedDocument, ViewRef } from '../view-store.ts';
import { writeNewer } from './guarded-write.ts';

interface ParkedRecord {
  readonly _id: string;
  readonly view: string;
  readonly version: number;
  readonly id: string;
  /** Where it was parked, or up to where it is healed. */
  readonly position: Position;
  /** Null once it is healed: what a stale writer still parks then finds that it is late. */
  readonly reason: string | null;
}

/** What is parked in all versions of all views. All methods throw the driver's errors. */
export class ParkedDocuments {
  readonly #parked: Collection<ParkedRecord>;

  constructor(db: Db) {
    this.#parked = db.collection('viewsParked');
  }

  async createIndexes(): Promise<void> {
    await this.#parked.createIndex({ view: 1, version: 1 });
  }

  /** By version. */
  async of(view: string): Promise<ReadonlyMap<number, readonly ParkedDocument[]>> {
    const found = await this.#parked.find({ view, reason: { $ne: null } }, { sort: { _id: 1 } }).toArray();
    const byVersion = Map.groupBy(found, ({ version }) => version);
    return new Map([...byVersion].map(([version, records]) => [version, records.map(parkedOf)]));
  }

  async park({ view, version }: ViewRef, parked: readonly ParkedDocument[]): Promise<void> {
    const records = parked.map(({ id, position, reason }) => {
      return { _id: keyOf({ view, version }, id), view, version, id, position, reason };
    });
    await writeNewer(this.#parked, records);
  }

  async unpark(ref: ViewRef, ids: readonly string[], position: Position): Promise<void> {
    if (ids.length === 0) return;
    const _id = { $in: ids.map((id) => keyOf(ref, id)) };
    await this.#parked.updateMany({ _id, position: { $lte: position } }, { $set: { position, reason: null } });
  }

  async drop({ view, version }: ViewRef): Promise<void> {
    await this.#parked.deleteMany({ view, version });
  }
}

function parkedOf({ id, position, reason }: ParkedRecord): ParkedDocument {
  return { id, position, reason: reason ?? '' };
}

function keyOf({ view, version }: ViewRef, id: string): string {
  return `${view}/${version}/${id}`;
}
