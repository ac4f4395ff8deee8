import { NotStorable, type Position } from '../eventstore/event-store.ts';
import { Recent } from '../runtime/recent.ts';
import { yieldThread } from '../runtime/yield.ts';
import type { AnyView } from './view.ts';
import type { DocumentChange, ParkedDocument, StoredDocument, ViewDocuments, ViewRef } from './view-store.ts';

/** How documents are written while history is read. */
export interface Writing {
  /** When so many have changed: most of them have their whole story by then. */
  readonly at: number;
  /** So many of them without a break. */
  readonly atOnce: number;
}

const USUAL_WRITING: Writing = { at: 1_000, atOnce: 100 };

export interface UnwrittenDeps {
  readonly store: ViewDocuments;
  /** How history is written. Default: as a thread can bear that others wait for. */
  readonly writing?: Writing | undefined;
  /** So many documents that were written stay at hand, for who alone writes them and would have to ask a server. Default: none. */
  readonly atHand?: number | undefined;
  /** Parks whom a document belongs to that the store does not take. */
  readonly refused: (document: DocumentChange, error: NotStorable) => void;
}

/** By name. */
type Indexes = readonly (readonly [string, AnyView['indexes'][string]])[];

/** What a version of a view has made of events and has not written yet, and up to where all of it is written. */
export class Unwritten {
  readonly documents = new Map<string, StoredDocument>();
  readonly parked = new Map<string, ParkedDocument>();
  readonly #ref: ViewRef;
  readonly #keys: Indexes;
  readonly #deps: UnwrittenDeps;
  readonly #writing: Writing;
  readonly #atHand: number;
  readonly #written: Recent<string, StoredDocument>;
  /** How often those at hand were used, and written, so far. */
  #uses = 0;
  /** Owners all of whose documents were made here, each with how often those at hand had been used by then. */
  #begun: Recent<string, number>;
  #stored: Position;
  /** Up to where all was taken in when {@link writeSettled} was called last, and the documents that it has left. */
  #settled: Position;
  #left: ReadonlySet<string> = new Set();

  constructor(ref: ViewRef, { indexes }: AnyView, stored: Position, deps: UnwrittenDeps) {
    this.#ref = ref;
    this.#keys = Object.entries(indexes);
    this.#deps = deps;
    this.#writing = deps.writing ?? USUAL_WRITING;
    this.#atHand = deps.atHand ?? 0;
    this.#written = new Recent(this.#atHand);
    this.#begun = new Recent(this.#atHand);
    this.#stored = stored;
    this.#settled = stored;
  }

  get isEmpty(): boolean {
    return this.documents.size + this.parked.size === 0;
  }

  /** Whether so much waits that it is written now, also while history is read. */
  get isMuch(): boolean {
    return this.documents.size >= this.#writing.at;
  }

  /** Every event up to here is in what is stored. */
  get stored(): Position {
    return this.#stored;
  }

  /** A document that waits, or was written not long ago. */
  find(id: string): StoredDocument | undefined {
    return this.documents.get(id) ?? this.written(id);
  }

  /** A document that was written not long ago, as it was written. */
  written(id: string): StoredDocument | undefined {
    const document = this.#written.get(id);
    if (document !== undefined) this.#uses++;
    return document;
  }

  /** Nobody has made a document of this owner before. */
  begin(owner: string): void {
    this.#begun.set(owner, this.#uses);
  }

  /**
   * Whether there is no such document for certain: all of its owner's were made here, and so few were used since that each is still at hand.
   */
  isNone(id: string, owner: string): boolean {
    const begunAt = this.#begun.get(owner);
    if (begunAt === undefined || this.#uses - begunAt >= this.#atHand) return false;
    return this.find(id) === undefined;
  }

  /** What somebody has written past this. */
  forget(ids: Iterable<string>): void {
    for (const id of ids) this.#written.delete(id);
    this.#begun = new Recent(this.#atHand);
  }

  /** Writes all of it, as what was made of the events up to a position. @throws StoreUnavailable; then all of it still waits. */
  async write(position: Position): Promise<void> {
    if (this.isEmpty) return;
    const { store } = this.#deps;
    const documents = this.changesOf(this.documents);
    try {
      let from = 0;
      const { atOnce } = this.#writing;
      // What is written ahead of the position has its own, and is not folded twice.
      for (; documents.length - from > atOnce; from += atOnce) {
        const part = documents.slice(from, from + atOnce);
        await store.apply(this.#ref, { documents: part, parked: [], position: this.#stored });
        await yieldThread();
      }
      const rest = { documents: documents.slice(from), parked: [...this.parked.values()], position };
      await store.apply(this.#ref, rest);
      for (const [id, document] of this.documents) {
        this.#uses++;
        this.#written.set(id, document);
      }
    } catch (error) {
      if (!(error instanceof NotStorable)) throw error;
      this.forget(this.documents.keys());
      await this.#writeOneByOne(documents, position);
    }
    this.documents.clear();
    this.parked.clear();
    this.#left = new Set();
    this.#stored = position;
    this.#settled = position;
  }

  /**
   * Writes the documents that have not changed since a position, and whatever was left the last time; the others are likely to change again
   * soon. What is stored stands for the events up to that last time then: those that the others lack came later.
   * @param position every event up to here is in the documents.
   * @throws StoreUnavailable, NotStorable; then all of it still waits.
   */
  async writeSettled(since: Position, position: Position): Promise<void> {
    // Of who is parked nothing more is taken in: what is known of them has to be stored with that.
    if (this.parked.size > 0) return this.write(position);
    const settled = new Map<string, StoredDocument>();
    for (const [id, document] of this.documents)
      if (document.position <= since || this.#left.has(id)) settled.set(id, document);
    await this.#deps.store.apply(this.#ref, {
      documents: this.changesOf(settled),
      parked: [],
      position: this.#settled,
    });
    for (const id of settled.keys()) this.documents.delete(id);
    this.#left = new Set(this.documents.keys());
    this.#stored = this.#settled;
    this.#settled = position;
  }

  /** The same, and the position also when it has moved though nothing waits. @throws StoreUnavailable */
  async save(position: Position): Promise<void> {
    await this.write(position);
    if (position === this.#stored) return;
    await this.#deps.store.apply(this.#ref, { documents: [], parked: [], position });
    this.#stored = position;
  }

  /** Documents with the keys by which they are looked up. */
  changesOf(documents: ReadonlyMap<string, StoredDocument>): DocumentChange[] {
    return Array.from(documents, ([id, document]) => new Change(id, document, this.#keys));
  }

  /** The store refuses something: what it is parks its owner, all else goes on. @throws NotStorable when all is refused */
  async #writeOneByOne(documents: readonly DocumentChange[], position: Position): Promise<void> {
    const { store, refused } = this.#deps;
    for (const document of documents) {
      try {
        await store.apply(this.#ref, { documents: [document], parked: [], position: this.#stored });
      } catch (error) {
        if (!(error instanceof NotStorable)) throw error;
        refused(document, error);
      }
    }
    await store.apply(this.#ref, { documents: [], parked: [...this.parked.values()], position });
  }
}

/** Its keys are made when they are asked for: a document that changes again before it is written needs none. */
class Change implements DocumentChange {
  readonly id: string;
  readonly position: Position;
  readonly body: unknown;
  readonly #indexes: Indexes;
  #keys: DocumentChange['keys'] | null = null;

  constructor(id: string, { position, body }: StoredDocument, indexes: Indexes) {
    this.id = id;
    this.position = position;
    this.body = body;
    this.#indexes = indexes;
  }

  get keys(): DocumentChange['keys'] {
    if (this.#keys !== null) return this.#keys;
    const keys: Record<string, string | null> = {};
    for (const [index, key] of this.#indexes) keys[index] = key(this.body, this.id);
    this.#keys = keys;
    return keys;
  }
}
