import { isDeepStrictEqual } from 'node:util';
import { yieldThread } from '../../runtime/yield.ts';
import type { DocumentDifference, StoredDocument, ViewRef, ViewStore } from '../view-store.ts';

/** Documents that are read, checked and compared until everything else has its turn. */
const PAGE = 100;
/** Differences that a report names; the others are only counted. */
export const MAX_NAMED = 100;
const MAX_POINTERS = 20;

/** Documents of two versions that were not the same when they were looked at. */
export interface FirstLook {
  readonly compared: number;
  readonly suspects: readonly string[];
}

/** What a comparison is told: how many documents it has seen. */
export type OnCompared = (compared: number) => void;

/**
 * Compares all documents of two versions while both may still move on: what differs may only have been read at different moments, and
 * is to be looked at again, when they stand still, by {@link differencesOf}.
 * @throws StoreUnavailable
 */
export async function firstLook(
  store: ViewStore,
  live: ViewRef,
  rebuilt: ViewRef,
  say: OnCompared,
): Promise<FirstLook> {
  const suspects: string[] = [];
  const [a, b] = [new Scan(store, live), new Scan(store, rebuilt)];
  let compared = 0;
  for (;;) {
    const [left, right] = [await a.peek(), await b.peek()];
    if (left === null && right === null) return { compared, suspects };
    compared++;
    if (compared % PAGE === 0) {
      say(compared);
      await yieldThread();
    }
    const id = smaller(left?.id, right?.id);
    if (left?.id !== right?.id || !isDeepStrictEqual(left, right)) suspects.push(id);
    if (left?.id === id) a.next();
    if (right?.id === id) b.next();
  }
}

/**
 * Says how the documents with these ids differ, in two versions that stand at the same position. Documents that stand at different
 * positions in spite of that differ too: an event has gone into one of them only.
 * @throws StoreUnavailable
 */
export async function differencesOf(
  store: ViewStore,
  live: ViewRef,
  rebuilt: ViewRef,
  ids: readonly string[],
): Promise<DocumentDifference[]> {
  const found: DocumentDifference[] = [];
  for (let from = 0; from < ids.length; from += PAGE) {
    const page = ids.slice(from, from + PAGE);
    const [ours, theirs] = await Promise.all([store.load(live, page), store.load(rebuilt, page)]);
    for (const id of page) {
      const difference = differenceOf(id, ours.get(id), theirs.get(id));
      if (difference !== null) found.push(difference);
    }
  }
  return found;
}

function differenceOf(id: string, live?: StoredDocument, rebuilt?: StoredDocument): DocumentDifference | null {
  if (live === undefined && rebuilt === undefined) return null;
  if (live === undefined) return { id, kind: 'missing', pointers: [] };
  if (rebuilt === undefined) return { id, kind: 'surplus', pointers: [] };
  const pointers = pointersOf(live.body, rebuilt.body, '').slice(0, MAX_POINTERS);
  if (live.position !== rebuilt.position) pointers.unshift('(position)');
  return pointers.length === 0 ? null : { id, kind: 'changed', pointers };
}

/** Where two JSON values differ. */
function pointersOf(a: unknown, b: unknown, at: string): string[] {
  if (isDeepStrictEqual(a, b)) return [];
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b)) return [at || '/'];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => pointersOf(a[key], b[key], `${at}/${key}`));
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function smaller(a: string | undefined, b: string | undefined): string {
  if (a === undefined) return b as string;
  return b === undefined || a < b ? a : b;
}

/** The documents of a version one after the other, read in pages. */
class Scan {
  readonly #store: ViewStore;
  readonly #ref: ViewRef;
  #page: readonly (StoredDocument & { readonly id: string })[] = [];
  #at = 0;
  #ended = false;

  constructor(store: ViewStore, ref: ViewRef) {
    this.#store = store;
    this.#ref = ref;
  }

  async peek(): Promise<(StoredDocument & { readonly id: string }) | null> {
    if (this.#at >= this.#page.length && !this.#ended) {
      this.#page = await this.#store.scan(this.#ref, this.#page.at(-1)?.id ?? null, PAGE);
      this.#at = 0;
      this.#ended = this.#page.length === 0;
    }
    return this.#page[this.#at] ?? null;
  }

  next(): void {
    this.#at++;
  }
}
