import { type Position, START } from '../eventstore/event-store.ts';
import type { Timer } from '../runtime/timer.ts';
import { yieldThread } from '../runtime/yield.ts';
import type { LiveView, LiveViews } from './live-views.ts';
import type { View } from './view.ts';
import { type IndexQuery, NoSuchVersion, type StoredDocument, type ViewStore } from './view-store.ts';

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Hand it in for the next page; null on the last one. */
  readonly nextCursor: string | null;
}

/** Which page. */
export interface PageWish {
  readonly cursor?: string | undefined;
  /** 1 to 100. */
  readonly limit?: number | undefined;
}

/** Which documents of a view, in which order. */
export type InIndex = Pick<IndexQuery, 'index' | 'prefix' | 'direction'>;

/** The view has not reached the position that the caller wants to see. Ask again in a moment. */
export class ViewBehind extends Error {
  override readonly name = 'ViewBehind';
}

/** The cursor was not made by this list. */
export class BadCursor extends Error {
  override readonly name = 'BadCursor';
}

export interface ViewReaderDeps {
  readonly store: ViewStore;
  readonly views: LiveViews;
  readonly timer: Timer;
  /** Aborts when nobody waits for a view any more, because the process stops. */
  readonly stopping?: AbortSignal;
}

const WAIT_MS = 2_000;
const DEFAULT_LIMIT = 20;
/** Small enough that others get their turn between two of them. */
const BATCH = 200;

/**
 * Reads documents of the live versions. With `after`, an answer shows at least what stood in the log up to that position.
 * All methods throw ViewBehind when the view has not come so far in time, and StoreUnavailable.
 */
export class ViewReader {
  readonly #deps: ViewReaderDeps;
  readonly #stopping: AbortSignal;

  constructor(deps: ViewReaderDeps) {
    this.#deps = deps;
    this.#stopping = deps.stopping ?? new AbortController().signal;
  }

  /** One document; null when there is none. */
  async one<Doc>(view: View<Doc>, id: string, after?: Position): Promise<Doc | null> {
    const live = await this.#reached(view.name, after);
    const document = (await this.#load(live, [id])).get(id);
    return document === undefined ? null : fitting(view, live, document);
  }

  /** The documents with these ids, as far as there are any. */
  async some<Doc>(view: View<Doc>, ids: readonly string[], after?: Position): Promise<ReadonlyMap<string, Doc>> {
    const live = await this.#reached(view.name, after);
    const documents = await this.#load(live, ids);
    return new Map([...documents].map(([id, document]) => [id, fitting(view, live, document)]));
  }

  /** One page of a list. @throws BadCursor */
  async page<Doc, Item>(
    view: View<Doc>,
    query: InIndex,
    { cursor, limit = DEFAULT_LIMIT }: PageWish,
    after: Position | undefined,
    toItem: (doc: Doc) => Item,
  ): Promise<Page<Item>> {
    const from = cursor === undefined ? null : fromCursor(cursor, query);
    const found = await this.find(view, query, from, limit + 1, after);
    const last = found.length > limit ? found[limit - 1] : undefined;
    return {
      items: found.slice(0, limit).map(({ doc }) => toItem(doc)),
      nextCursor: last === undefined ? null : toCursor(query, last.key),
    };
  }

  /** Documents with their keys, from after a key on. */
  async find<Doc>(
    view: View<Doc>,
    query: InIndex,
    from: string | null,
    limit: number,
    after?: Position,
  ): Promise<readonly { readonly key: string; readonly doc: Doc }[]> {
    const live = await this.#reached(view.name, after);
    const found = await current(view.name, this.#deps.store.find(live.ref, { ...query, after: from, limit }));
    return found.map((document) => ({ key: document.key, doc: fitting(view, live, document) }));
  }

  /** All documents of a list one after the other, from after a key on; others get their turn meanwhile. */
  async *all<Doc>(
    view: View<Doc>,
    query: InIndex,
    from: string | null,
    after?: Position,
  ): AsyncGenerator<{ readonly key: string; readonly doc: Doc }> {
    for (let last = from; ; ) {
      const batch = await this.find(view, query, last, BATCH, after);
      yield* batch;
      last = batch.at(-1)?.key ?? null;
      if (batch.length < BATCH) return;
      await yieldThread();
    }
  }

  /** The store is asked only for what is not at hand. */
  async #load({ ref, atHand }: LiveView, ids: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>> {
    const found = new Map<string, StoredDocument>();
    for (const id of ids) {
      const document = atHand?.(id);
      if (document !== undefined) found.set(id, document);
    }
    const rest = ids.filter((id) => !found.has(id));
    if (rest.length === 0) return found;
    const stored = await current(ref.view, this.#deps.store.load(ref, rest));
    return found.size === 0 ? stored : new Map([...found, ...stored]);
  }

  /** The live version, once it has reached a position; waits for that, but not for ever. */
  async #reached(name: string, after: Position = START): Promise<LiveView> {
    const { views, timer } = this.#deps;
    const giveUpAt = timer.elapsed() + WAIT_MS;
    for (;;) {
      const live = await views.live(name);
      if (live !== null && live.position >= after) return live;
      const left = this.#stopping.aborted ? 0 : giveUpAt - timer.elapsed();
      if (left <= 0) throw new ViewBehind(`the view ${name} has not come so far`);
      await this.#moved(left);
    }
  }

  /** Resolves when a view has moved, the process stops, or so much time has passed. */
  async #moved(ms: number): Promise<void> {
    const { views, timer } = this.#deps;
    const over = new AbortController();
    // A reason of its own, or an error is made for each wait. A signal of two others would cost as much again.
    const end = () => over.abort(null);
    const forget = views.onMoved(end);
    this.#stopping.addEventListener('abort', end);
    try {
      await timer.sleep(ms, over.signal);
    } finally {
      forget();
      this.#stopping.removeEventListener('abort', end);
    }
  }
}

/** A document of this program's own fold is as its schema says. One of an earlier fold is served as it is, as far as it still fits. */
function fitting<Doc>(view: View<Doc>, { stale }: LiveView, { body, damaged }: Omit<StoredDocument, 'position'>): Doc {
  if (damaged) throw new ViewBehind(`a document of the view ${view.name} is damaged; the view is being built anew`);
  if (!stale) return body as Doc;
  const checked = view.schema.safeParse(body);
  if (checked.success) return checked.data;
  throw new ViewBehind(`the view ${view.name} is being built anew`);
}

/** Somebody may have switched and dropped the version since it was looked up: the next call finds the one that is live. */
async function current<T>(name: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NoSuchVersion) throw new ViewBehind(`the view ${name} was just switched`);
    throw error;
  }
}

/** A cursor names its list, so that one list's cursor is not taken for another's. */
export function toCursor({ index, prefix }: Pick<InIndex, 'index' | 'prefix'>, key: string): string {
  return Buffer.from(JSON.stringify([index, prefix, key])).toString('base64url');
}

/** The key after which a list goes on. @throws BadCursor */
export function fromCursor(cursor: string, { index, prefix }: Pick<InIndex, 'index' | 'prefix'>): string {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts[0] === index && parts[1] === prefix && typeof parts[2] === 'string') {
      if (parts[2].startsWith(prefix) && toCursor({ index, prefix }, parts[2]) === cursor) return parts[2];
    }
  } catch {
    // Not even JSON: the same answer as for another list's cursor.
  }
  throw new BadCursor('the cursor was not made by this list');
}
