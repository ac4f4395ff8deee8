import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Category, ORDER_CATEGORIES, parseStreamId } from '../../domain/ids.ts';
import type { RecordedEvent } from '../eventstore/recorded-event.ts';

/** The part of an index key that stands between two others. None of our keys holds it. */
const SEPARATOR = '|';

/**
 * A view: a pure fold of events into documents, and the orders in which its documents are looked up. It may see an event more than
 * once or late; it never argues with facts.
 */
export interface View<Doc> {
  /** Stable: documents are kept under it. */
  readonly name: string;
  /** Raised by hand when the fold means something new though the documents' shape stays. */
  readonly revision: number;
  /** The shape of its documents. A change of it makes a new version of the view. */
  readonly schema: z.ZodType<Doc>;
  /** The kinds of streams whose events it sees. What can't be read in another one is none of its concern. */
  readonly categories: readonly Category[];
  /** Of an event that it sees: the document that it concerns, or null when it concerns none. */
  docId(event: RecordedEvent): string | null;
  /** The document after one more event; null when there is (still) none. */
  evolve(doc: Doc | null, event: RecordedEvent): Doc | null;
  /** By index: the key of a document, made by {@link indexKey}; null when the document is not in it. */
  readonly indexes: Readonly<Record<string, (doc: Doc, id: string) => string | null>>;
  /**
   * The index whose keys begin with the id of the order that a document is about. Absent where the order's id is the document's own, or
   * where no document is about one order.
   */
  readonly ofOrder?: string;
}

/** The document of a view that an event concerns, or null when it concerns none. */
export function documentOf<Doc>(view: View<Doc>, event: RecordedEvent): string | null {
  return sees(view, event.streamId) ? view.docId(event) : null;
}

/** True when a view sees events of orders. */
export function seesOrders({ categories }: Pick<View<never>, 'categories'>): boolean {
  return ORDER_CATEGORIES.some((category) => (categories as readonly string[]).includes(category));
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
  return parts.join(SEPARATOR);
}

/** The document's own id, which is the last part of each of its keys. */
export function idIn(key: string): string {
  return key.slice(key.lastIndexOf(SEPARATOR) + 1);
}

/** What all keys with these first parts begin with. */
export function indexPrefix(...parts: readonly string[]): string {
  return parts.map((part) => part + SEPARATOR).join('');
}
