import type { Registry } from 'prom-client';
import { SHOP_ID } from '../domain/ids.ts';
import { type Holding, holdLease } from '../platform/leases/hold.ts';
import { aborted } from '../platform/runtime/aborted.ts';
import type { Clock } from '../platform/runtime/clock.ts';
import type { Logger } from '../platform/runtime/logger.ts';
import type { Timer } from '../platform/runtime/timer.ts';
import type { WallWatch } from '../platform/runtime/wall-watch.ts';
import type { HistoryFiller } from '../platform/views/history-filler.ts';
import type { LiveViews } from '../platform/views/live-views.ts';
import { PolledLiveViews } from '../platform/views/polled-live-views.ts';
import { Projector } from '../platform/views/projector.ts';
import { Builder } from '../platform/views/rebuild/builder.ts';
import { createViewOperations, type ViewOperations } from '../platform/views/view-operations.ts';
import type { ViewStore } from '../platform/views/view-store.ts';
import { menuView } from '../projections/menu.ts';
import { views } from '../projections/views.ts';
import type { EventLog } from '../stored-events/event-log.ts';
import type { LeaseTerms } from './stores.ts';
import { verifyAgainAndAgain } from './verify-schedule.ts';
import { showViews } from './view-metrics.ts';
import { viewsWhileHeld } from './while-held.ts';

/** The views, as this process has part in them. */
export interface Projections {
  readonly liveViews: LiveViews;
  readonly operations: ViewOperations;
  /** The leases that this process competes for. */
  readonly leases: readonly string[];
  /** See {@link Projector.filled}; resolved where this process has none to fill. */
  readonly filled: Promise<void>;
  /** Why the views of this process can't be relied on yet; empty when they can. */
  faults(): string[];
  stop(): Promise<void>;
}

export interface ProjectionsDeps {
  readonly log: EventLog;
  readonly store: ViewStore;
  readonly filler: HistoryFiller | null;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly wall: Pick<WallWatch, 'ageOf'>;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Milliseconds from one verification of all views to the next; null for none. */
  readonly verifyEveryMs: number | null;
  /** Whether this process keeps the views up to date. */
  readonly keeps: boolean;
  /** How processes agree on who does; null when there is only this one. */
  readonly leases: LeaseTerms | null;
}

/**
 * On servers a batch is a call for each view that it changes, and one more. What is rested for shows in lists that are asked for without a
 * position. Documents that still change, those of a busy day's orders, are not asked for.
 */
const ON_SERVERS = { byCalls: { rest: { least: 50, most: 150 }, together: 200 }, atHand: 1_000 };

/** The lease under which the views are kept. */
const PROJECTIONS = 'projections';

const ALONE = { stands: () => true };

/** Projector and builder at work. */
interface Keeper {
  readonly store: ViewStore;
  readonly projector: Projector;
  readonly builder: Builder;
  /** Whether nobody else keeps the views at this moment. */
  stands(): boolean;
}

/**
 * Takes part in the views: keeps them up to date, alone or as the holder of the lease, and says how far they are.
 * @throws StoreUnavailable
 */
export async function startProjections(deps: ProjectionsDeps): Promise<Projections> {
  const { leases, metrics, timer, wall, log, store, logger, keeps } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  let keeper: Keeper | null = null;
  /** Versions of which a document was found damaged: their successors were asked for. */
  const healing = new Set<string>();
  const builder = {
    progressOf: (name: string) => keeper?.builder.progressOf(name) ?? null,
    nudge: () => keeper?.builder.nudge(),
  };
  const operationsOn = (through: ViewStore) => createViewOperations(views, { store: through, log, wall, builder });
  const operations = operationsOn(store);
  store.onDamage(({ view, version }) => {
    const kept = keeper?.projector.projectionOf(view)?.ref.version === version;
    if (!kept || healing.has(`${view}/${version}`)) return;
    healing.add(`${view}/${version}`);
    logger.error({ view, version }, 'a document of the view is damaged; the view is built anew');
    operations.rebuild(view).catch((error) => {
      healing.delete(`${view}/${version}`);
      logger.warn({ view, err: error }, 'the view could not be built anew yet');
    });
  });
  /** Keeps the views until it is told to stop, whatever it waits for at that moment. */
  const keep = async (held: Keeper, until: AbortSignal) => {
    keeper = held;
    held.projector.start();
    held.builder.start();
    const verifying = verifyAgainAndAgain(
      { operations: operationsOn(held.store), timer, logger, everyMs: deps.verifyEveryMs },
      until,
    );
    await aborted(until);
    keeper = null;
    await held.builder.stop();
    await held.projector.stop();
    await verifying;
  };

  let liveViews: LiveViews;
  let filled: Promise<void> = Promise.resolve();
  let kept: Promise<void> = Promise.resolve();
  if (leases === null) {
    const alone = await openKeeper(deps);
    liveViews = alone.projector;
    if (keeps) {
      kept = keep(alone, signal);
      filled = alone.projector.filled;
    }
  } else {
    const polled = new PolledLiveViews(views, { store, timer, logId: log.logId });
    // Who keeps the views knows how far they are, and has documents at hand, as long as nobody else can have changed them.
    const known = (): LiveViews => (keeper?.stands() ? keeper.projector : polled);
    liveViews = { live: (name) => known().live(name), onMoved: (listener) => known().onMoved(listener) };
    const work = async (holding: Holding) =>
      keep(await openKeeper({ ...deps, store: viewsWhileHeld(store, holding) }, holding), holding.signal);
    if (keeps) kept = holdLease({ ...leases, logger, name: PROJECTIONS, signal, work });
  }
  showViews(metrics, operations);
  return {
    liveViews,
    operations,
    filled,
    leases: keeps && leases !== null ? [PROJECTIONS] : [],
    faults: () => (keeper === null ? [] : faultsOf(keeper.projector)),
    stop: async () => {
      stopping.abort();
      await kept;
    },
  };
}

function faultsOf(projector: Projector): string[] {
  const faults = projector.caughtUp ? [] : ['the views are catching up'];
  // On the menu depends every order.
  const menuFault = projector.projectionOf(menuView.name)?.parkedFor(SHOP_ID) ?? null;
  return menuFault === null
    ? faults
    : [...faults, `the menu is shown as it was before what can't be read: ${menuFault}`];
}

async function openKeeper(deps: ProjectionsDeps, held: Pick<Holding, 'stands'> = ALONE): Promise<Keeper> {
  const projector = new Projector(views, { ...deps, ...(deps.leases !== null && ON_SERVERS) });
  await projector.open();
  const builder = new Builder(views, { ...deps, projector });
  return { store: deps.store, projector, builder, stands: () => held.stands() };
}
