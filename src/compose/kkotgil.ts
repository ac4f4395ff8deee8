import type { Logger } from 'pino';
import { buildMetricsApp, createMetrics } from '../api/metrics.ts';
import type { Config } from '../config.ts';
import type { RunningSimulators } from '../gateways/simulators/start-simulators.ts';
import { TrackingLinks } from '../links/tracking-link.ts';
import { noSpans } from '../platform/runtime/spans.ts';
import { systemClock, systemTimer } from '../platform/runtime/system.ts';
import { WallWatch } from '../platform/runtime/wall-watch.ts';
import { credentialsOf } from './credentials.ts';
import { devLinks } from './first-people.ts';
import { openGateways } from './gateways.ts';
import { greet } from './greeting.ts';
import { freePort, listen } from './listening.ts';
import { type LogOutput, showDroppedLines } from './log-output.ts';
import type { Means } from './means.ts';
import { openDoors } from './open-doors.ts';
import { openShop } from './open-shop.ts';
import { openStores } from './open-stores.ts';
import { Opened } from './opened.ts';
import { deriveSecrets } from './secrets.ts';
import { startWork } from './start-work.ts';

/** The running program. */
export interface Kkotgil {
  readonly url: string;
  /** Ends it gracefully: no new requests, runs of process managers to their end, stores last. */
  stop(): Promise<void>;
}

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
  const opened = new Opened();
  try {
    return { url: await start(config, surroundings, opened), stop: () => opened.close() };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function start(config: Config, surroundings: Surroundings, opened: Opened): Promise<string> {
  const { logger, output, simulators, signal } = surroundings;
  const [clock, timer] = [systemClock, systemTimer];
  const begun = timer.elapsed();
  const metrics = createMetrics();
  showDroppedLines(metrics, output);
  const means: Means = { config, clock, timer, wall: new WallWatch(clock, timer), logger, metrics, opened, signal };
  const credentials = credentialsOf(config);
  const secrets = deriveSecrets(Buffer.from(credentials.secret, 'base64'));
  const port = config.PORT === 0 ? await freePort(config.HOST) : config.PORT;
  const url = config.KKOTGIL_PUBLIC_URL ?? `http://${config.HOST}:${port}`;
  const links = new TrackingLinks(secrets.links, url);

  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  const tracing =
    endpoint === undefined ? null : (await import('./tracing.ts')).openTracing(endpoint, config.KKOTGIL_ROLES);
  opened.endBy(async () => tracing?.close());

  const opening = openGateways(config, { simulators, metrics, logger });
  const closeGateways = opening.then(
    (gateways) => () => gateways.close(),
    // Whoever waits for them is told.
    () => async () => undefined,
  );
  opened.endBy(async () => (await closeGateways)());

  const stores = opened.add(await openStores(config, { secrets, logger, metrics, signal }));
  signal.throwIfAborted();
  const open = await openShop(means, stores);
  const { shop } = open;
  const head = await shop.log.head();
  const spans = tracing?.spans ?? null;
  const work = await startWork({ ...means, stores, open, links, spans: spans ?? noSpans, gateways: opening });
  const doors = await openDoors({ ...means, url, credentials, secrets, links, spans, stores, shop, work, head });

  const metricsApp = config.METRICS_PORT === undefined ? null : buildMetricsApp(metrics, logger);
  opened.endBy(() => Promise.all([doors.api.close(), metricsApp?.close()]));
  await listen(doors.api, config.HOST, port);
  if (metricsApp !== null) await listen(metricsApp, config.HOST, config.METRICS_PORT ?? 0);
  signal.throwIfAborted();
  const { paymentUrl, smsUrl } = work.gateways;
  const readyMs = Math.round(timer.elapsed() - begun);
  logger.info({ url, paymentUrl, smsUrl, readyMs }, 'ready');
  if (!config.production) {
    const links = process.stdout.isTTY ? await devLinks(doors.accounts, url) : null;
    greet(process.stdout, logger, { url, config, credentials, links });
  }
  return url;
}
