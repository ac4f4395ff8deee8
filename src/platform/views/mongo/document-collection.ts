import { type Collection, type Db, MongoServerError } from 'mongodb';
import type { DocumentChange, IndexQuery, StoredDocument, ViewRef } from '../view-store.ts';
import { fromStoredBody, toStoredBody } from './body.ts';
import { byIds, byIndex, type DocumentQuery, inOrderOfIds, keyMember, type ViewDocument } from './document-query.ts';
import { writeNewer } from './guarded-write.ts';

/** How many ids one query names. */
const IDS_AT_ONCE = 1_000;
/** What servers before 7.0 say of a collection that is to be dropped and isn't there. Not all of them give a code with it. */
const NOT_THERE = 'ns not found';

/** The documents of one version of a view: a collection of its own. All methods throw the driver's errors. */
export class DocumentCollection {
  readonly #collection: Collection<ViewDocument>;

  constructor(db: Db, { view, version }: ViewRef) {
    this.#collection = db.collection(`view_${view.replaceAll('-', '_')}_${version}`);
  }

  async createIndexes(indexes: readonly string[]): Promise<void> {
    if (indexes.length === 0) return;
    await this.#collection.createIndexes(indexes.map((index) => ({ key: { [keyMember(index)]: 1 } })));
  }

  async load(ids: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>> {
    const documents = new Map<string, StoredDocument>();
    for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
      for (const found of await this.#ask(byIds(ids.slice(from, from + IDS_AT_ONCE)))) {
        documents.set(found._id, stored(found));
      }
    }
    return documents;
  }

  async put(changes: readonly DocumentChange[], indexes: readonly string[]): Promise<void> {
    const documents = changes.map(({ id, position, body, keys }) => ({
      _id: id,
      position,
      body: toStoredBody(body),
      ...Object.fromEntries(indexes.map((index) => [keyMember(index), keys[index] ?? null])),
    }));
    await writeNewer(this.#collection, documents);
  }

  async find(query: IndexQuery): Promise<{ readonly key: string; readonly body: unknown }[]> {
    const key = keyMember(query.index);
    const found = await this.#ask(byIndex(query));
    return found.map((each) => ({ key: each[key] as string, body: fromStoredBody(each.body) }));
  }

  async scan(after: string | null, limit: number): Promise<(StoredDocument & { readonly id: string })[]> {
    const found = await this.#ask(inOrderOfIds(after, limit));
    return found.map((each) => ({ id: each._id, ...stored(each) }));
  }

  /** One that is gone already is no fault. */
  async drop(): Promise<void> {
    try {
      await this.#collection.drop();
    } catch (error) {
      if (!(error instanceof MongoServerError && error.message.includes(NOT_THERE))) throw error;
    }
  }

  #ask({ filter, options }: DocumentQuery): Promise<ViewDocument[]> {
    return this.#collection.find(filter, options).toArray();
  }
}

function stored({ position, body }: ViewDocument): StoredDocument {
  return { position, body: fromStoredBody(body) };
}
