import { breathe } from '../../runtime/breathe.ts';
import { toTimestamp } from '../../runtime/clock.ts';
import type { Projection } from '../projection.ts';
import type { ComparisonReport } from '../view-store.ts';
import type { Build } from './build.ts';
import { differencesOf, firstLook, MAX_NAMED } from './compare.ts';
import type { BuilderDeps } from './deps.ts';

/** Compares a version that has caught up with the live one at the same position, and switches or drops before anything moves on. @throws StoreUnavailable */
export async function finishBuild(build: Build, deps: BuilderDeps): Promise<void> {
  const { store, projector, clock, timer, logger, log } = deps;
  const { projection, purpose } = build;
  const name = projection.view.name;
  const begun = timer.elapsed();
  const live = await projector.live(name);
  if (live === null) return;
  const look = await firstLook(store, live.ref, projection.ref, (compared) => build.compare(compared));
  const report = await projector.exclusively(async (): Promise<ComparisonReport> => {
    const fed = projector.projectionOf(name);
    await level(fed === null ? [projection] : [fed, projection], log);
    const different = await differencesOf(store, live.ref, projection.ref, look.suspects);
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
    await store.report(name, purpose === 'verify' ? 'verify' : 'rebuild', report);
    if (purpose === 'verify') await store.drop(projection.ref);
    else await store.goLive(projection.ref);
    return report;
  });
  const { compared, differing } = report;
  const said = { ...projection.ref, purpose, compared, differing };
  // A changed fold is there to make other documents; the same one is not.
  if (differing > 0 && !live.stale) logger.error(said, 'the live view was not what history makes of it');
  else logger.info(said, purpose === 'verify' ? 'the view is verified' : 'the new version of the view is live');
  await projector.refresh();
}

/** Brings projections to the position of the one that is farthest. */
async function level(projections: readonly Projection[], log: BuilderDeps['log']): Promise<void> {
  const end = projections.map(({ taken }) => taken).reduce((a, b) => (a > b ? a : b));
  for (const projection of projections) {
    for await (const page of log.readAll({ from: projection.taken })) {
      await breathe();
      const events = page.filter(({ position }) => position <= end);
      const last = events.at(-1);
      if (last !== undefined) await projection.take(events, last.position);
      if (events.length < page.length) break;
    }
    await projection.take([], end);
    await projection.save();
  }
}
