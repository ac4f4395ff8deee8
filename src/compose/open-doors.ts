import { hostname } from 'node:os';
import type { FastifyInstance } from 'fastify';
import { type Accounts, createAccounts } from '../accounts/accounts.ts';
import { buildApi } from '../api/app.ts';
import { PHONE_COUNTRIES } from '../api/input/phone-number.ts';
import { MeasuredHour } from '../api/last-hour.ts';
import type { Shop } from '../application/use-case.ts';
import type { TrackingLinks } from '../links/tracking-link.ts';
import type { Position } from '../platform/eventstore/event-store.ts';
import { createSkipNotes } from '../platform/processes/skip-notes.ts';
import type { Spans } from '../platform/runtime/spans.ts';
import { systemIds, systemRandom } from '../platform/runtime/system.ts';
import { views } from '../projections/views.ts';
import type { Credentials } from './credentials.ts';
import { deadlineTerms } from './deadline-terms.ts';
import { addDevPeople, tellOfNobody } from './first-people.ts';
import type { Means } from './means.ts';
import { showHealth } from './process-metrics.ts';
import type { Secrets } from './secrets.ts';
import { Served } from './served.ts';
import type { Work } from './start-work.ts';
import { showStorage } from './storage-metrics.ts';
import type { Stores } from './stores.ts';

const MAX_STREAMS = 1_000;

export interface DoorsDeps extends Means {
  /** How it is reached from outside. */
  readonly url: string;
  readonly credentials: Credentials;
  readonly secrets: Secrets;
  readonly links: TrackingLinks;
  readonly spans: Spans | null;
  readonly stores: Stores;
  readonly shop: Shop;
  readonly work: Work;
  /** What the log held at the start. */
  readonly head: Position;
}

/** What callers come to; nobody listens there yet. */
export interface Doors {
  readonly api: FastifyInstance;
  readonly accounts: Accounts;
}

/** Puts API and pages together, over the work that goes on behind them. @throws StoreUnavailable */
export async function openDoors(deps: DoorsDeps): Promise<Doors> {
  const { config, clock, timer, logger, metrics, url, credentials, secrets, links, stores, shop, work } = deps;
  const { projections, processes, checkedLog, gateways, queries, eraser, looks, kept } = work;
  const takesOrders = config.KKOTGIL_ROLES.includes('api');
  const accounts = createAccounts({
    store: stores.accounts,
    key: secrets.accounts,
    random: systemRandom,
    clock,
    ids: systemIds,
    terms: { idleMs: config.KKOTGIL_SESSION_IDLE_S * 1000, longestMs: config.KKOTGIL_SESSION_MAX_S * 1000 },
  });
  if (takesOrders) await (config.production ? tellOfNobody(accounts, logger) : addDevPeople(accounts));
  const api = await buildApi({
    shop,
    queries,
    eraser,
    looks,
    kept: { ...kept, looks: stores.looks },
    viewOperations: projections.operations,
    operations: processes.operations,
    skipNotes: createSkipNotes(stores.ops, shop.log.logId, clock),
    logOperations: checkedLog.operations,
    identities: { links, floristToken: credentials.floristToken, operatorToken: credentials.operatorToken },
    accounts,
    idempotencyKey: secrets.idempotency,
    events: stores.events,
    timer,
    readiness: readinessOf(deps),
    warnings: checkedLog.warnings,
    spans: deps.spans,
    metrics,
    logger,
    config: {
      publicUrl: url,
      serveApi: takesOrders,
      rateLimit: config.KKOTGIL_RATE_LIMIT === 'on',
      trustedProxies: config.KKOTGIL_TRUST_PROXY,
      serveMetrics: config.METRICS_PORT === undefined,
      phoneCountries: PHONE_COUNTRIES,
      maxStreams: MAX_STREAMS,
    },
    pages: {
      formsKey: secrets.forms,
      random: systemRandom,
      terms: deadlineTerms(config),
      simulated: !config.production,
      inbox: config.production ? null : gateways.inbox,
      lastHour: measureHour(deps, work),
      processName: `${hostname()}, ${process.pid}`,
    },
  });
  return { api, accounts };
}

/** Why this process can't do its part; shown as a metric, too. */
function readinessOf({ config, timer, wall, metrics, signal, stores, shop, work, head }: DoorsDeps) {
  const { projections, processes } = work;
  const { leases } = stores;
  const takesOrders = config.KKOTGIL_ROLES.includes('api');
  const served = new Served({
    log: shop.log,
    menu: takesOrders ? shop.menu : null,
    liveViews: projections.liveViews,
    timer,
    views: takesOrders ? views.map(({ name }) => name) : [],
    shared: leases && { leases: [...projections.leases, ...processes.leases], store: leases.store },
    head,
  });
  const readiness = async () =>
    signal.aborted
      ? ['it is stopping']
      : [...stores.faults(), ...projections.faults(), ...processes.faults(), ...(await served.faults())];
  showHealth(metrics, readiness, wall);
  showStorage(metrics, stores);
  return readiness;
}

/** Keeps the numbers of the last hour, for the operator's pages. */
function measureHour({ metrics, clock, timer, logger, opened }: Means, { processes, projections }: Work): MeasuredHour {
  const lag = async () => {
    const all = [...(await processes.operations.list()), ...(await projections.operations.statuses())];
    return Math.max(0, ...all.map((each) => each.lag.seconds));
  };
  const hour = new MeasuredHour({ metrics, clock, timer, logger, lag });
  opened.runUntilClosed((until) => hour.run(until));
  return hour;
}
