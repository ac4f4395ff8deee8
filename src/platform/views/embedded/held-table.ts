import { type Position, START } from '../../eventstore/event-store.ts';
import { rangeOf } from '../index-range.ts';
import { idIn } from '../view.ts';
import type { DocumentChange, FoundDocument, IndexQuery, StoredDocument, ViewChanges, ViewRef } from '../view-store.ts';
import type { DocumentTable } from './document-table.ts';

/**
 * The documents of one version: those in its table, and those that are held back to be written later, of each the newest. What is read is answered
 * from both, as if all of them were written.
 */
export class HeldTable {
  readonly ref: ViewRef;
  readonly table: DocumentTable;
  readonly #held = new Map<string, DocumentChange>();
  #position: Position = START;

  constructor(ref: ViewRef, table: DocumentTable) {
    this.ref = ref;
    this.table = table;
  }

  /** How many documents are held back. */
  get size(): number {
    return this.#held.size;
  }

  /** Whether something waits to be written, be it the position alone. */
  get isHolding(): boolean {
    return this.#held.size > 0 || this.#position !== START;
  }

  /** Every event up to here is in what is written or held back; {@link START} when nothing is held back. */
  get position(): Position {
    return this.#position;
  }

  /** Holds documents back, and the position that speaks for them. One that is older than what is known of it loses, as it would against the table. */
  hold({ documents, position }: Pick<ViewChanges, 'documents' | 'position'>): void {
    for (const change of documents) {
      const before: StoredDocument | null = this.#held.get(change.id) ?? this.table.one(change.id);
      if (before === null || before.damaged === true || before.position < change.position)
        this.#held.set(change.id, change);
    }
    if (position > this.#position) this.#position = position;
  }

  /** Some of the documents that were held back for longest. */
  oldest(most: number): DocumentChange[] {
    return [...this.#held.values()].slice(0, most);
  }

  /** These are in the table, and with the last of them the position. */
  release(written: readonly DocumentChange[]): void {
    for (const { id } of written) this.#held.delete(id);
    if (this.#held.size === 0) this.#position = START;
  }

  load(ids: readonly string[]): ReadonlyMap<string, StoredDocument> {
    if (this.#held.size === 0) return this.table.load(ids);
    const loaded = new Map(this.table.load(ids.filter((id) => !this.#held.has(id))));
    for (const id of ids) {
      const held = this.#held.get(id);
      if (held !== undefined) loaded.set(id, { position: held.position, body: held.body });
    }
    return loaded;
  }

  find(query: IndexQuery): FoundDocument[] {
    if (this.#held.size === 0) return this.table.find(query);
    const found = [...this.#written(query), ...this.#heldIn(query)].sort((a, b) => (a.key < b.key ? -1 : 1));
    return (query.direction === 'ascending' ? found : found.reverse()).slice(0, query.limit);
  }

  /** As many as are asked for of which nothing newer is held back. */
  #written(query: IndexQuery): FoundDocument[] {
    const found: FoundDocument[] = [];
    for (let { after } = query; found.length < query.limit; ) {
      const rows = this.table.find({ ...query, after });
      for (const row of rows) if (!this.#held.has(idIn(row.key))) found.push(row);
      if (rows.length < query.limit) break;
      after = rows.at(-1)?.key ?? null;
    }
    return found;
  }

  #heldIn(query: IndexQuery): FoundDocument[] {
    const { from, to } = rangeOf(query);
    const found: FoundDocument[] = [];
    for (const { keys, body } of this.#held.values()) {
      const key = keys[query.index] ?? null;
      if (key !== null && key > from && key < to) found.push({ key, body });
    }
    return found;
  }
}
