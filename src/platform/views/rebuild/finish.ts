import { toTimestamp } from '../../runtime/clock.ts';
import { yieldThread } from '../../runtime/yield.ts';
import { liveOf } from '../prepare.ts';
import type { Projection } from '../projection.ts';
import type { ComparisonReport, StoredVersion, ViewRef } from '../view-store.ts';
import type { Build } from './build.ts';
import { differencesOf, firstLook, MAX_NAMED } from './compare.ts';
import type { BuilderDeps } from './deps.ts';

/** So few events may be missing when everything stands still for the last of them. */
const FEW = 200;
/** A log that grows faster than it is read is not caught up with by trying more often. */
const MAX_ROUNDS = 20;

const SWITCHED = 'another version was made live while this one was built; it is kept, and can be switched to';

/** Compares a version that has caught up with the live one at the same position, and switches or drops before anything moves on. @throws StoreUnavailable */
export async function finishBuild(build: Build, deps: BuilderDeps): Promise<void> {
  const { store, projector, clock, timer, logger, log } = deps;
  const { projection, purpose } = build;
  const name = projection.view.name;
  const begun = timer.elapsed();
  const live = await projector.live(name);
  if (live === null) return;
  const look = await firstLook(store, live.ref, projection.ref, (compared) => build.compare(compared));
  await catchUp(build, deps);
  const suspects = await stillSuspect(store, live.ref, projection.ref, look.suspects);
  const report = await projector.exclusively(async (): Promise<ComparisonReport> => {
    const fed = projector.projectionOf(name);
    const isSwitched = live.ref.version !== build.over || (await store.view(name)).live !== build.over;
    // It is compared with the one that is live now, as soon as this is known here.
    if (isSwitched && purpose === 'verify') throw new Error(`another version of ${name} went live meanwhile`);
    await level(fed === null ? [projection] : [fed, projection], log);
    const different = await differencesOf(store, live.ref, projection.ref, suspects);
    const { position } = projection;
    const report: ComparisonReport = {
      at: toTimestamp(clock.now()),
      live: live.ref.version,
      rebuilt: projection.ref.version,
      position,
      compared: look.compared,
      differing: different.length,
      different: different.slice(0, MAX_NAMED),
      tookMs: Math.round(timer.elapsed() - begun),
      fault: null,
    };
    if (purpose === 'verify') {
      await store.report(name, 'verify', report);
      await store.drop(projection.ref);
      return report;
    }
    const fault = isSwitched ? SWITCHED : reasonToKeep(projection, liveOf(await store.view(name)));
    // Only over what it was made to follow: an operator's switch is newer than the wish for this build, and stays.
    const isLive = fault === null && (await store.goLive(projection.ref, build.over));
    if (!isLive) await store.keep(projection.ref);
    const said = { ...report, fault: isLive ? null : (fault ?? SWITCHED) };
    await store.report(name, 'rebuild', said);
    return said;
  });
  const { compared, differing, fault } = report;
  const said = { ...projection.ref, purpose, compared, differing };
  if (fault !== null) logger.error({ ...said, fault }, 'a new version of the view does not go live by itself');
  // A changed fold is there to make other documents; the same one is not.
  else if (differing > 0 && !live.stale) logger.error(said, 'the live view was not what history makes of it');
  else logger.info(said, purpose === 'verify' ? 'the view is verified' : 'the new version of the view is live');
  await projector.refresh();
}

/**
 * Takes in what was written while all was compared, up to where the live version is: what is left for the moment in which nothing may
 * move on is then little, however long the comparison took.
 */
async function catchUp({ projection }: Build, { projector, log }: BuilderDeps): Promise<void> {
  const { name } = projection.view;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const end = projector.projectionOf(name)?.taken ?? (await log.head());
    let taken = 0;
    for await (const page of log.readAll({ from: projection.taken, pageSize: FEW })) {
      const events = page.filter(({ position }) => position <= end);
      const last = events.at(-1);
      if (last !== undefined) await projection.take(events, last.position);
      taken += events.length;
      await yieldThread();
      if (events.length < page.length) break;
    }
    if (taken <= FEW) break;
  }
  await projection.save();
}

/** Most of what differed was read at different moments; what still does is looked at once more when nothing moves on. */
async function stillSuspect(store: BuilderDeps['store'], live: ViewRef, rebuilt: ViewRef, ids: readonly string[]) {
  const suspects: string[] = [];
  for (let from = 0; from < ids.length; from += FEW) {
    const differing = await differencesOf(store, live, rebuilt, ids.slice(from, from + FEW));
    suspects.push(...differing.map(({ id }) => id));
    await yieldThread();
  }
  return suspects;
}

/**
 * Why a version that was built must not go live by itself: what it would hide, a person has to see first. A document that is parked in it, and
 * not in the live one, is one whose events can't be read any more.
 */
function reasonToKeep({ parkedCount, ref }: Projection, live: StoredVersion | null): string | null {
  const more = parkedCount - (live?.parked.length ?? 0);
  if (live === null || more <= 0) return null;
  return (
    `it parks ${more} documents more than the live version, whose events can't be read any more: see GET /api/log. It is kept as version ` +
    `${ref.version}, and goes live when somebody switches to it`
  );
}

/** Brings projections to the position of the one that is farthest. */
async function level(projections: readonly Projection[], log: BuilderDeps['log']): Promise<void> {
  const end = projections.map(({ taken }) => taken).reduce((a, b) => (a > b ? a : b));
  for (const projection of projections) {
    for await (const page of log.readAll({ from: projection.taken })) {
      await yieldThread();
      const events = page.filter(({ position }) => position <= end);
      const last = events.at(-1);
      if (last !== undefined) await projection.take(events, last.position);
      if (events.length < page.length) break;
    }
    await projection.take([], end);
    await projection.save();
  }
}
