import type { EventLog } from '../eventstore/event-log.ts';
import type { Logger } from '../runtime/logger.ts';
import { originOf, sameOrigin } from './origin.ts';
import type { AnyView } from './view.ts';
import type { StoredVersion, StoredView, ViewStore } from './view-store.ts';

export interface PrepareDeps {
  readonly log: EventLog;
  readonly store: ViewStore;
  readonly logger: Logger;
}

/**
 * Sees to it that a view has a live version of this log, and that one of this program's fold is live or on its way.
 * @returns the live version.
 * @throws StoreUnavailable
 */
export async function prepareView(view: AnyView, deps: PrepareDeps): Promise<StoredVersion> {
  const { log, store, logger } = deps;
  const { name } = view;
  const known = await store.view(name);
  const live = liveOf(known);
  if (live === null || live.logId !== log.logId || !(await log.reaches(live.position))) {
    if (live !== null)
      logger.warn({ view: name }, 'the view is of another log, or ahead of a restored one; it is built anew');
    return beginAnew(view, known, deps);
  }
  const ours = originOf(view, log);
  const isBuilding = known.versions.some((each) => each.purpose === 'build' && sameOrigin(each, ours));
  if (!sameOrigin(live, ours) && !isBuilding) {
    await store.create(name, { ...ours, purpose: 'build', indexes: Object.keys(view.indexes) });
    logger.info({ view: name, live: live.version }, 'the fold has changed; a new version is built beside the live one');
  }
  return live;
}

/** The live version of a view; null before there is one. */
export function liveOf<Version extends { readonly version: number }>({
  live,
  versions,
}: {
  readonly live: number | null;
  readonly versions: readonly Version[];
}): Version | null {
  return versions.find(({ version }) => version === live) ?? null;
}

/** Documents of another history say nothing of this one: better an empty view that fills than a wrong one. */
async function beginAnew(view: AnyView, { versions }: StoredView, { log, store }: PrepareDeps): Promise<StoredVersion> {
  const indexes = Object.keys(view.indexes);
  const anew = await store.create(view.name, { ...originOf(view, log), purpose: 'keep', indexes });
  await store.goLive({ view: view.name, version: anew.version });
  for (const { version } of versions) await store.drop({ view: view.name, version });
  return anew;
}
