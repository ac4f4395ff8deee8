import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AnyEvent, Recorded } from '../eventstore/recorded-event.ts';
import { parseStreamId } from '../eventstore/stream-names.ts';

/** The part of an index key that stands between two others. None of our keys holds it. */
const SEPARATOR = '|';

/**
 * A view: a pure fold of events into documents, and the orders in which its documents are looked up. It may see an event more than
 * once or late; it never argues with facts.
 */
export interface View<Doc, Event extends AnyEvent = AnyEvent> {
  /** Stable: documents are kept under it. */
  readonly name: string;
  /** Raised by hand when the fold means something new though the documents' shape stays. */
  readonly revision: number;
  /** The shape of its documents. A change of it makes a new version of the view. */
  readonly schema: z.ZodType<Doc>;
  /** The kinds of streams whose events it sees. What can't be read in another one is none of its concern. */
  readonly categories: readonly string[];
  /** Of an event that it sees: the document that it concerns, or null when it concerns none. */
  docId(event: Recorded<Event>): string | null;
  /** The document after one more event; null when there is (still) none. */
  evolve(doc: Doc | null, event: Recorded<Event>): Doc | null;
  /** By index: the key of a document, made by {@link indexKey}; null when the document is not in it. */
  readonly indexes: Readonly<Record<string, (doc: Doc, id: string) => string | null>>;
  /** Which events erase persons. Absent where no document holds anything of a person. */
  readonly erasedBy?: Erasing;
  /**
   * The index whose keys begin with the id of a document's owner, which is what its events' streams have in their names. Absent where that
   * is the document's own id, or where no document has one owner.
   */
  readonly ofOwner?: string;
}

/** Which events erase persons from documents. */
export interface Erasing {
  /** The kinds of streams in which there are such events. */
  readonly categories: readonly string[];
  /** Of any event: whose persons it erases. */
  of(event: Recorded): readonly Erased[];
}

/** Persons who are erased, by their roles, from the documents of one owner. */
export interface Erased {
  readonly owner: string;
  readonly roles: readonly string[];
}

/** Any view, whatever its documents are: they come out of its own fold and go back only into it. */
export type AnyView = View<unknown>;

/** The document of a view that an event concerns, or null when it concerns none. */
export function documentOf<Doc, Event extends AnyEvent>(view: View<Doc, Event>, event: Recorded<Event>): string | null {
  return sees(view, event.streamId) ? view.docId(event) : null;
}

/** True when a view sees the events of a stream. */
export function sees({ categories }: Pick<View<never>, 'categories'>, streamId: string): boolean {
  const { category } = parseStreamId(streamId);
  return categories.some((seen) => seen === category);
}

/** What the views are told apart by after a deployment: the declared shape and the revision. */
export function fingerprintOf({ name, revision, schema, indexes }: View<never>): string {
  const declared = JSON.stringify([name, revision, z.toJSONSchema(schema), Object.keys(indexes)]);
  return createHash('sha256').update(declared).digest('hex').slice(0, 16);
}

/** A key of an index: what is asked for by equality, then what is sorted by, then the id that tells equal ones apart. */
export function indexKey(...parts: readonly string[]): string {
  let key = parts[0] ?? '';
  for (let index = 1; index < parts.length; index++) key += SEPARATOR + parts[index];
  return key;
}

/** The document's own id, which is the last part of each of its keys. */
export function idIn(key: string): string {
  return key.slice(key.lastIndexOf(SEPARATOR) + 1);
}

/** What a key begins with. */
export function firstIn(key: string): string {
  return key.slice(0, key.indexOf(SEPARATOR));
}

/** What all keys with these first parts begin with. */
export function indexPrefix(...parts: readonly string[]): string {
  return parts.map((part) => part + SEPARATOR).join('');
}
