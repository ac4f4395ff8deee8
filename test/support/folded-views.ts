import { START } from '../../src/platform/eventstore/event-store.ts';
import type { Timer } from '../../src/platform/runtime/timer.ts';
import { rangeOf } from '../../src/platform/views/index-range.ts';
import { type AnyView, documentOf } from '../../src/platform/views/view.ts';
import type { ViewStore } from '../../src/platform/views/view-store.ts';
import { createQueries, type Queries } from '../../src/projections/queries.ts';
import { views } from '../../src/projections/views.ts';
import type { EventLog } from '../../src/stored-events/event-log.ts';

/** The documents that a view's fold makes of all that a log holds, by id. */
export async function foldedDocuments(log: EventLog, view: AnyView): Promise<ReadonlyMap<string, unknown>> {
  const documents = new Map<string, unknown>();
  for await (const page of log.readAll({ categories: view.categories })) {
    for (const event of page) {
      if (event.type === '$unreadable') throw event.error;
      const id = documentOf(view, event);
      const doc = id === null ? null : view.evolve(documents.get(id) ?? null, event);
      if (id !== null && doc !== null) documents.set(id, doc);
    }
  }
  return documents;
}

/** After every position: what is folded anew has come as far as anybody can ask for. */
const ALL_OF_IT = '~';

/** The program's own queries, over documents that are folded anew from the log each time. */
export function foldedQueries(log: EventLog, timer: Timer): Queries {
  const documentsOf = (name: string) => foldedDocuments(log, viewOf(name));
  const store: Pick<ViewStore, 'load' | 'find'> = {
    load: async ({ view }, ids) => {
      const documents = await documentsOf(view);
      return new Map(
        ids.flatMap((id) => (documents.has(id) ? [[id, { position: START, body: documents.get(id) }]] : [])),
      );
    },
    find: async ({ view }, query) => {
      const { from, to } = rangeOf(query);
      const found = [...(await documentsOf(view))].flatMap(([id, body]) => {
        const key = viewOf(view).indexes[query.index]?.(body, id) ?? null;
        return key !== null && key > from && key < to ? [{ key, body }] : [];
      });
      const sorted = found.sort((a, b) => (a.key < b.key ? -1 : 1));
      return (query.direction === 'ascending' ? sorted : sorted.reverse()).slice(0, query.limit);
    },
  };
  const live = async (view: string) => ({ ref: { view, version: 1 }, position: ALL_OF_IT, stale: false });
  return createQueries({ store: store as ViewStore, views: { live, onMoved: () => () => undefined }, timer });
}

function viewOf(name: string): AnyView {
  const view = views.find((each) => each.name === name);
  if (view === undefined) throw new Error(`there is no view ${name}`);
  return view;
}
