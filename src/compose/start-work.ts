import { PersonEraser } from '../application/erase-person.ts';
import type { TrackingLinks } from '../links/tracking-link.ts';
import { LookRecorder } from '../looks/look-recorder.ts';
import type { Spans } from '../platform/runtime/spans.ts';
import { systemIds } from '../platform/runtime/system.ts';
import { logSteps } from '../platform/runtime/wall-watch.ts';
import { createQueries, type Queries } from '../projections/queries.ts';
import { countEvents } from './event-counter.ts';
import type { Gateways } from './gateways.ts';
import { createLeftovers } from './leftovers.ts';
import { startLogCheck } from './log-check.ts';
import type { Means } from './means.ts';
import type { OpenShop } from './open-shop.ts';
import { ordersOfPerson } from './orders-of-person.ts';
import { showProcesses } from './process-metrics.ts';
import { type Processes, startProcesses } from './processes.ts';
import { type Projections, startProjections } from './projections.ts';
import { createRetention } from './retention.ts';
import { retentionTerms } from './retention-terms.ts';
import type { Stores } from './stores.ts';

export interface WorkDeps extends Means {
  readonly stores: Stores;
  readonly open: OpenShop;
  readonly links: TrackingLinks;
  readonly spans: Spans;
  /** On their way: what needs none of them begins meanwhile. */
  readonly gateways: Promise<Gateways>;
}

/** What goes on behind the doors. */
export interface Work {
  readonly projections: Projections;
  readonly checkedLog: ReturnType<typeof startLogCheck>;
  readonly processes: Processes;
  readonly gateways: Gateways;
  readonly queries: Queries;
  readonly eraser: PersonEraser;
  readonly looks: LookRecorder;
  readonly kept: {
    readonly terms: ReturnType<typeof retentionTerms>;
    readonly retention: ReturnType<typeof createRetention>;
  };
}

/**
 * Takes this process's part in views, in the check of the log and in process managers, by its roles.
 * @throws an error with a message for people when a gateway or a store can't be used; the signal's reason when it was broken off
 */
export async function startWork(deps: WorkDeps): Promise<Work> {
  const { config, clock, timer, wall, logger, metrics, opened, signal, stores, links, spans } = deps;
  const { menuSince, erasures } = deps.open;
  const { log, leases, ops } = stores;
  const [keeps, runs] = [config.KKOTGIL_ROLES.includes('projections'), config.KKOTGIL_ROLES.includes('processes')];
  opened.runUntilClosed((until) => logSteps(wall, timer, logger, until));
  opened.runUntilClosed((until) => countEvents({ log, timer, logger, metrics }, until));

  const projections = await startProjections({
    log,
    store: stores.views,
    filler: stores.filler,
    verifyEveryMs: config.KKOTGIL_VERIFY_EVERY_S === 'off' ? null : config.KKOTGIL_VERIFY_EVERY_S * 1000,
    clock,
    timer,
    wall,
    logger,
    metrics,
    keeps,
    leases,
  });
  opened.endBy(() => projections.stop());
  const checkedLog = startLogCheck({
    stores,
    checks: keeps || leases === null,
    // Each event is checked on its way into a view, too.
    after: projections.filled,
    clock,
    timer,
    logger,
    metrics,
  });
  opened.endBy(() => checkedLog.stop());

  const gateways = await deps.gateways;
  signal.throwIfAborted();
  const queries = createQueries({
    store: stores.views,
    views: projections.liveViews,
    timer,
    menuSince,
    stopping: signal,
  });
  const ordersOf = ordersOfPerson(queries, log);
  const eraser = new PersonEraser({ log, clock, timer, ids: systemIds, people: stores.keyring, ordersOf });
  const terms = retentionTerms(config);
  const retention = createRetention(queries, {
    clock,
    timer,
    logger,
    ops,
    terms,
    looks: stores.looks,
    expire: (person, actor) => eraser.expire(person, actor),
  });
  const looks = new LookRecorder({ store: stores.looks, clock, timer, logger });
  opened.runUntilClosed((until) => looks.run(until));
  const { books } = gateways;
  const processes = await startProcesses({
    keyring: stores.keyring,
    ordersOf,
    erasures,
    retention,
    leftovers: createLeftovers({ log, store: stores.views, books, clearAside: stores.clearAside }),
    log,
    clock,
    timer,
    wall,
    ids: systemIds,
    ops,
    gateways,
    links,
    logger,
    spans,
    config,
    runs,
    leases,
    signal,
  });
  opened.endBy(() => processes.stop());
  if (runs) showProcesses(metrics, processes.operations);
  return { projections, checkedLog, processes, gateways, queries, eraser, looks, kept: { terms, retention } };
}
