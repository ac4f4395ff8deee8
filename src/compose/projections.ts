import type { Registry } from 'prom-client';
import type { EventLog } from '../eventstore/event-log.ts';
import { holdLease } from '../leases/hold.ts';
import type { LiveViews } from '../projections/live-views.ts';
import { PolledLiveViews } from '../projections/polled-live-views.ts';
import { Projector, type ProjectorDeps } from '../projections/projector.ts';
import { Builder } from '../projections/rebuild/builder.ts';
import { createViewOperations, type ViewOperations } from '../projections/view-operations.ts';
import type { ViewStore } from '../projections/view-store.ts';
import { views } from '../projections/views.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { LeaseTerms } from './stores.ts';
import { showViews } from './view-metrics.ts';

/** The views, as this process has part in them. */
export interface Projections {
  readonly liveViews: LiveViews;
  readonly operations: ViewOperations;
  /** Why the views of this process can't be relied on yet; empty when they can. */
  faults(): string[];
  stop(): Promise<void>;
}

export interface ProjectionsDeps {
  readonly log: EventLog;
  readonly store: ViewStore;
  readonly clock: Clock;
  readonly logger: Log;
  readonly metrics: Registry;
  /** Whether this process keeps the views up to date. */
  readonly keeps: boolean;
  /** How processes agree on who does; null when there is only this one. */
  readonly leases: LeaseTerms | null;
}

/** Projector and builder at work. */
interface Keeper {
  readonly projector: Projector;
  readonly builder: Builder;
}

/**
 * Takes part in the views: keeps them up to date, alone or as the holder of the lease, and says how far they are.
 * @throws StoreUnavailable
 */
export async function startProjections(deps: ProjectionsDeps): Promise<Projections> {
  const { leases, metrics, clock, log, store, logger } = deps;
  const stopping = new AbortController();
  let keeper: Keeper | null = null;
  let done: Promise<unknown> = Promise.resolve();
  let liveViews: LiveViews;
  if (leases === null) {
    const alone = await openKeeper(deps);
    keeper = alone;
    liveViews = alone.projector;
    if (deps.keeps) start(alone);
    done = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve())).then(() =>
      stop(alone),
    );
  } else {
    liveViews = new PolledLiveViews(views, { store, clock, logId: log.logId });
    if (deps.keeps) {
      const work = async (signal: AbortSignal) => {
        const held = await openKeeper(deps);
        keeper = held;
        start(held);
        await clock.sleep(FOR_EVER, signal);
        keeper = null;
        await stop(held);
      };
      done = holdLease({ ...leases, clock, logger, name: 'projections', signal: stopping.signal, work });
    }
  }
  const operations = createViewOperations(views, {
    store,
    log,
    clock,
    builder: {
      progressOf: (name) => keeper?.builder.progressOf(name) ?? null,
      nudge: () => keeper?.builder.nudge(),
    },
  });
  showViews(metrics, operations);
  return {
    liveViews,
    operations,
    faults: () => (deps.keeps && keeper !== null && !keeper.projector.caughtUp ? ['the views are catching up'] : []),
    stop: async () => {
      stopping.abort();
      await done;
    },
  };
}

/** As long as a timer can be set. */
const FOR_EVER = 2 ** 31 - 1;

async function openKeeper(deps: ProjectorDeps): Promise<Keeper> {
  const projector = new Projector(views, deps);
  await projector.open();
  return { projector, builder: new Builder(views, { ...deps, projector }) };
}

function start({ projector, builder }: Keeper): void {
  projector.start();
  builder.start();
}

async function stop({ projector, builder }: Keeper): Promise<void> {
  await builder.stop();
  await projector.stop();
}
