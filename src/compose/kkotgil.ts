import { once } from 'node:events';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createAccounts } from '../accounts/accounts.ts';
import { buildApi } from '../api/app.ts';
import { PHONE_COUNTRIES } from '../api/input/phone-number.ts';
import { type LastHourDeps, MeasuredHour } from '../api/last-hour.ts';
import { buildMetricsApp, createMetrics } from '../api/metrics.ts';
import { PersonEraser } from '../application/erase-person.ts';
import { CountedOrders, type UnpaidOrders, uncountedOrders } from '../application/unpaid-orders.ts';
import type { Shop } from '../application/use-case.ts';
import type { Config } from '../config.ts';
import type { RunningSimulators } from '../gateways/simulators/start-simulators.ts';
import { TrackingLinks } from '../links/tracking-link.ts';
import { LookRecorder } from '../looks/look-recorder.ts';
import type { ProcessOperations } from '../platform/processes/operations.ts';
import { createSkipNotes } from '../platform/processes/skip-notes.ts';
import type { Clock } from '../platform/runtime/clock.ts';
import { noSpans } from '../platform/runtime/spans.ts';
import { StartFault } from '../platform/runtime/start-fault.ts';
import { systemClock, systemIds, systemRandom, systemTimer } from '../platform/runtime/system.ts';
import type { Timer } from '../platform/runtime/timer.ts';
import { logSteps, WallWatch } from '../platform/runtime/wall-watch.ts';
import type { ViewOperations } from '../platform/views/view-operations.ts';
import { createQueries } from '../projections/queries.ts';
import { views } from '../projections/views.ts';
import { MenuReader } from '../stored-events/menu-reader.ts';
import { type Credentials, devCredentials } from './credentials.ts';
import { deadlineTerms } from './deadline-terms.ts';
import { eraseAgain, openErasureList } from './erasures.ts';
import { countEvents } from './event-counter.ts';
import { addDevPeople, devLinks, tellOfNobody } from './first-people.ts';
import { openGateways } from './gateways.ts';
import { greet } from './greeting.ts';
import { createLeftovers } from './leftovers.ts';
import { startLogCheck } from './log-check.ts';
import { type LogOutput, showDroppedLines } from './log-output.ts';
import { openStores } from './open-stores.ts';
import { ordersOfPerson } from './orders-of-person.ts';
import { showHealth, showProcesses } from './process-metrics.ts';
import { startProcesses } from './processes.ts';
import { startProjections } from './projections.ts';
import { createRetention } from './retention.ts';
import { retentionTerms } from './retention-terms.ts';
import { deriveSecrets } from './secrets.ts';
import { seedMenu } from './seed-menu.ts';
import { Served } from './served.ts';
import { showStorage } from './storage-metrics.ts';
import type { Stores } from './stores.ts';

/** The running program. */
export interface Kkotgil {
  readonly url: string;
  /** Ends it gracefully: no new requests, turns to their end, stores last. */
  stop(): Promise<void>;
}

const MAX_STREAMS = 1_000;

/** What the program is started with. */
export interface Surroundings {
  readonly logger: Logger;
  readonly output: LogOutput;
  /** Simulators that are on their way; null where none are needed. The program ends them. */
  readonly simulators: Promise<RunningSimulators | null>;
  /**
   * Aborts when the program is to stop: a start is broken off then; what runs begins nothing new, and nobody waits any more for
   * what has not come. {@link Kkotgil.stop} brings it to its end.
   */
  readonly signal: AbortSignal;
}

/**
 * Wires ports to adapters and starts the roles of this process. What was opened before something failed is closed again.
 * @throws an error with a message for people when a store or a port can't be used; the signal's reason when it was broken off.
 */
export async function startKkotgil(config: Config, surroundings: Surroundings): Promise<Kkotgil> {
  const closing: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  };
  try {
    const url = await start(config, surroundings, closing);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  config: Config,
  { logger, output, simulators, signal }: Surroundings,
  closing: (() => Promise<unknown>)[],
): Promise<string> {
  const [clock, timer] = [systemClock, systemTimer];
  const begun = timer.elapsed();
  const wall = new WallWatch(clock, timer);
  const metrics = createMetrics();
  showDroppedLines(metrics, output);
  const credentials = credentialsOf(config);
  const secrets = deriveSecrets(Buffer.from(credentials.secret, 'base64'));
  const port = config.PORT === 0 ? await freePort(config.HOST) : config.PORT;
  const url = config.KKOTGIL_PUBLIC_URL ?? `http://${config.HOST}:${port}`;
  const links = new TrackingLinks(secrets.links, url);

  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  const tracing =
    endpoint === undefined ? null : (await import('./tracing.ts')).openTracing(endpoint, config.KKOTGIL_ROLES);
  closing.push(async () => tracing?.close());

  const opening = openGateways(config, { simulators, metrics, logger });
  const closeGateways = opening.then(
    (gateways) => () => gateways.close(),
    // Whoever waits for them is told.
    () => async () => undefined,
  );
  closing.push(async () => (await closeGateways)());

  const stores = await openStores(config, { secrets, logger, metrics, signal });
  closing.push(() => stores.close());
  signal.throwIfAborted();
  const { log } = stores;
  const shop: Shop = {
    log,
    clock,
    ids: systemIds,
    menu: new MenuReader(log),
    people: stores.keyring,
    unpaid: countUnpaid(config, stores, { clock, timer, logger }, closing),
    deliveryFee: config.KKOTGIL_DELIVERY_FEE,
  };
  const menuSince = await seedMenu(shop);
  const erasures = openErasureList(config);
  const keys = stores.keyring;
  if (config.KKOTGIL_ROLES.includes('processes')) await eraseAgain({ log, clock, keys, list: erasures }, logger);
  const head = await log.head();

  runUntilStop(closing, (until) => logSteps(wall, timer, logger, until));
  runUntilStop(closing, (until) => countEvents({ log, timer, logger, metrics }, until));

  const { leases } = stores;
  const [keeps, runs] = [config.KKOTGIL_ROLES.includes('projections'), config.KKOTGIL_ROLES.includes('processes')];
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
  closing.push(() => projections.stop());

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
  closing.push(() => checkedLog.stop());

  const gateways = await opening;
  signal.throwIfAborted();
  const { ops } = stores;
  const queries = createQueries({
    store: stores.views,
    views: projections.liveViews,
    timer,
    menuSince,
    stopping: signal,
  });
  const ordersOf = ordersOfPerson(queries, log);
  const { books } = gateways;
  const eraser = new PersonEraser({ log, clock, timer, ids: systemIds, people: stores.keyring, ordersOf });
  const terms = retentionTerms(config);
  const retention = createRetention(queries, {
    clock,
    timer,
    logger,
    ops: stores.ops,
    terms,
    looks: stores.looks,
    expire: (person, actor) => eraser.expire(person, actor),
  });
  const looks = new LookRecorder({ store: stores.looks, clock, timer, logger });
  runUntilStop(closing, (until) => looks.run(until));
  const processes = await startProcesses({
    keyring: keys,
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
    spans: tracing?.spans ?? noSpans,
    config,
    runs,
    leases,
    signal,
  });
  closing.push(() => processes.stop());
  if (runs) showProcesses(metrics, processes.operations);
  const takesOrders = config.KKOTGIL_ROLES.includes('api');
  const served = new Served({
    log,
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

  const accounts = createAccounts({
    store: stores.accounts,
    key: secrets.accounts,
    random: systemRandom,
    clock,
    ids: systemIds,
    terms: { idleMs: config.KKOTGIL_SESSION_IDLE_S * 1000, longestMs: config.KKOTGIL_SESSION_MAX_S * 1000 },
  });
  if (takesOrders) await (config.production ? tellOfNobody(accounts, logger) : addDevPeople(accounts));
  const lastHour = measureHour(
    { metrics, clock, timer, logger },
    processes.operations,
    projections.operations,
    closing,
  );
  const api = await buildApi({
    shop,
    queries,
    eraser,
    looks,
    kept: { terms, retention, looks: stores.looks },
    viewOperations: projections.operations,
    operations: processes.operations,
    skipNotes: createSkipNotes(ops, log.logId, clock),
    logOperations: checkedLog.operations,
    identities: { links, floristToken: credentials.floristToken, operatorToken: credentials.operatorToken },
    accounts,
    idempotencyKey: secrets.idempotency,
    events: stores.events,
    timer,
    readiness,
    warnings: checkedLog.warnings,
    spans: tracing?.spans ?? null,
    metrics,
    logger,
    config: {
      publicUrl: url,
      serveApi: config.KKOTGIL_ROLES.includes('api'),
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
      lastHour,
      processName: `${hostname()}, ${process.pid}`,
    },
  });
  const metricsApp = config.METRICS_PORT === undefined ? null : buildMetricsApp(metrics, logger);
  closing.push(() => Promise.all([api.close(), metricsApp?.close()]));
  await listen(api, config.HOST, port);
  if (metricsApp !== null) await listen(metricsApp, config.HOST, config.METRICS_PORT ?? 0);
  signal.throwIfAborted();
  const readyMs = Math.round(timer.elapsed() - begun);
  logger.info({ url, paymentUrl: gateways.paymentUrl, smsUrl: gateways.smsUrl, readyMs }, 'ready');
  if (!config.production) {
    const links = process.stdout.isTTY ? await devLinks(accounts, url) : null;
    greet(process.stdout, logger, { url, config, credentials, links });
  }
  return url;
}

/** Keeps the numbers of the last hour, for the operator's pages. */
function measureHour(
  means: Omit<LastHourDeps, 'lag'>,
  processes: ProcessOperations,
  views: ViewOperations,
  closing: (() => Promise<unknown>)[],
): MeasuredHour {
  const lag = async () => {
    const all = [...(await processes.list()), ...(await views.statuses())];
    return Math.max(0, ...all.map((each) => each.lag.seconds));
  };
  const hour = new MeasuredHour({ ...means, lag });
  runUntilStop(closing, (until) => hour.run(until));
  return hour;
}

/** Counts unpaid orders where orders are taken. */
function countUnpaid(
  config: Config,
  { log, events }: Stores,
  means: { readonly clock: Clock; readonly timer: Timer; readonly logger: Logger },
  closing: (() => Promise<unknown>)[],
): UnpaidOrders {
  if (config.KKOTGIL_RATE_LIMIT === 'off' || !config.KKOTGIL_ROLES.includes('api')) return uncountedOrders;
  const counted = new CountedOrders({ log, events, ...means });
  runUntilStop(closing, (until) => counted.follow(until));
  return counted;
}

/** Begins work that goes on until the program stops, which then waits for its end. */
function runUntilStop(closing: (() => Promise<unknown>)[], work: (until: AbortSignal) => Promise<void>): void {
  const stopping = new AbortController();
  const running = work(stopping.signal);
  closing.push(async () => {
    stopping.abort();
    await running;
  });
}

/** In development what is not set is made once and kept; production has all of it, or would not have come here. */
function credentialsOf(config: Config): Credentials {
  const { KKOTGIL_SECRET: secret, KKOTGIL_FLORIST_TOKEN: floristToken, KKOTGIL_OPERATOR_TOKEN: operatorToken } = config;
  if (secret !== undefined && floristToken !== undefined && operatorToken !== undefined) {
    return { secret, floristToken, operatorToken };
  }
  const made = devCredentials(config.KKOTGIL_DATA_DIR, secret === undefined);
  return {
    secret: secret ?? made.secret,
    floristToken: floristToken ?? made.floristToken,
    operatorToken: operatorToken ?? made.operatorToken,
  };
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new StartFault(`Port ${port} on ${host} is in use. Stop what uses it, or choose another one with PORT.`);
  }
}

async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
