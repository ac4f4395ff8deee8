import { type Position, START } from '../eventstore/event-store.ts';
import type { Recorded, UnreadableEvent } from '../eventstore/recorded-event.ts';
import { parseStreamId } from '../eventstore/stream-names.ts';
import type { Logger } from '../runtime/logger.ts';
import { yieldToEventLoop } from '../runtime/yield.ts';
import { Projection } from './projection.ts';
import { earliest } from './projector.ts';
import type { AnyView } from './view.ts';
import type { StoredVersion, ViewDocuments } from './view-store.ts';

/** History as it is read for views. */
export interface History {
  /** The next events of these kinds of streams after a position and up to another one, decoded; none when there are no more. */
  page(
    after: Position,
    until: Position,
    categories: readonly string[],
  ): Promise<readonly (Recorded | UnreadableEvent)[]>;
}

export interface FillDeps {
  readonly store: ViewDocuments;
  readonly history: History;
  readonly logger: Logger;
  /** Documents are written when so many have changed. Default: 1,500. */
  readonly writeAt?: number;
}

/** A view and the version of it that is filled. */
export interface Filled {
  readonly view: AnyView;
  readonly version: StoredVersion;
}

/** Documents are written when so many of all versions have changed, all of them in one commit: nobody else wants the thread. */
const WRITE_AT = 1_500;
/** One that has changed within so many pages of history stays in hand: it is likely to change again. */
const HOT_PAGES = 2;
const TOGETHER = { at: Number.POSITIVE_INFINITY, atOnce: Number.POSITIVE_INFINITY };

/**
 * Takes history into versions, on a thread that does nothing else.
 * @param isOver asked after each page; true ends it early, with what was taken in so far.
 * @returns whether all of it was taken in.
 * @throws StoreUnavailable, DamagedLog
 */
export async function fillVersions(
  filled: readonly Filled[],
  until: Position,
  { store, history, logger, writeAt = WRITE_AT }: FillDeps,
  isOver: () => boolean,
): Promise<boolean> {
  const deps = { store, logger, writing: TOGETHER };
  const projections = filled.map(({ view, version }) => new Projection(view, version, deps));
  const seen = filled.map(({ view }) => new Set(categoriesOf(view)));
  const categories = [...new Set(seen.flatMap((each) => [...each]))];
  let after = earliest(projections);
  /** Where the last pages began, oldest first. */
  const begun: Position[] = [];
  while (after < until && !isOver()) {
    begun.push(after);
    const events = await history.page(after, until, categories);
    after = events.at(-1)?.position ?? until;
    const kinds = events.map(({ streamId }) => parseStreamId(streamId).category);
    for (const [index, projection] of projections.entries()) {
      const concerned = events.filter((_, place) => seen[index]?.has(kinds[place] as string));
      await projection.take(concerned, after, false);
    }
    const hotSince = begun.length > HOT_PAGES ? (begun.shift() as Position) : START;
    const waiting = projections.reduce((sum, each) => sum + each.waiting, 0);
    if (waiting >= writeAt) await Promise.all(projections.map((projection) => projection.saveSettled(hotSince)));
    // A word to stop comes between two turns.
    await yieldToEventLoop();
  }
  await Promise.all(projections.map((projection) => projection.save()));
  return after >= until;
}

/**
 * Parts views so that no two parts see events of the same kind of stream, as far as that can be: each part reads its own events, and none
 * is read twice but those that erase people.
 */
export function apart<Each extends { readonly view: AnyView }>(all: readonly Each[]): Each[][] {
  const parts: Each[][] = [];
  for (const each of all) {
    const joined = parts.filter((part) => part.some(({ view }) => meet(view, each.view)));
    for (const part of joined) parts.splice(parts.indexOf(part), 1);
    parts.push([...joined.flat(), each]);
  }
  return parts.sort((a, b) => b.length - a.length);
}

function meet(a: AnyView, b: AnyView): boolean {
  return a.categories.some((category) => b.categories.includes(category));
}

function categoriesOf({ categories, erasedBy }: AnyView): readonly string[] {
  return [...categories, ...(erasedBy?.categories ?? [])];
}
