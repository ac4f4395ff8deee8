import type { Db } from 'mongodb';
import { NoSuchVersion, type ViewRef } from '../view-store.ts';
import { DocumentCollection } from './document-collection.ts';
import type { ViewRecords } from './view-records.ts';

/** A version as it stays while it exists. */
export interface Version {
  readonly documents: DocumentCollection;
  readonly indexes: readonly string[];
}

/**
 * The versions that are there. Each is looked up once, so another process may have dropped it since, and to MongoDB a collection that
 * was dropped is an empty one: an answer without any document has to be confirmed.
 */
export class Versions {
  readonly #db: Db;
  readonly #views: ViewRecords;
  readonly #known = new Map<string, Version>();

  constructor(db: Db, views: ViewRecords) {
    this.#db = db;
    this.#views = views;
  }

  /** @throws NoSuchVersion */
  async of(ref: ViewRef): Promise<Version> {
    const known = this.#known.get(keyOf(ref));
    if (known !== undefined) return known;
    const record = (await this.#views.read(ref.view))?.versions[ref.version];
    if (record === undefined) throw new NoSuchVersion(ref);
    const version = { documents: new DocumentCollection(this.#db, ref), indexes: record.indexes };
    this.#known.set(keyOf(ref), version);
    return version;
  }

  /** @throws NoSuchVersion */
  async confirm(ref: ViewRef): Promise<void> {
    this.forget(ref);
    await this.of(ref);
  }

  forget(ref: ViewRef): void {
    this.#known.delete(keyOf(ref));
  }
}

function keyOf({ view, version }: ViewRef): string {
  return `${view}/${version}`;
}
