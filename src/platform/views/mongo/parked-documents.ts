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

  /** What is parked in each version of some views. */
  async of(views: readonly string[]): Promise<(ref: ViewRef) => readonly ParkedDocument[]> {
    const wanted = { view: { $in: [...views] }, reason: { $ne: null } };
    const found = views.length === 0 ? [] : await this.#parked.find(wanted, { sort: { _id: 1 } }).toArray();
    return (ref) => found.filter(({ view, version }) => view === ref.view && version === ref.version).map(parkedOf);
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
