import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { EventStoreDouble } from '../../doubles/eventstoredb/double.ts';
import { type App, startApp, temporaryFolder } from './app.ts';
import { Client } from './client.ts';
import { type Simulators, startSimulators } from './simulators.ts';

export type Role = 'api' | 'projections' | 'processes';

/** The program on servers, as several processes: EventStoreDB's protocol in this process, a MongoDB, and the outside systems. */
export class Cluster {
  readonly eventStore: EventStoreDouble;
  readonly simulators: Simulators;
  readonly #folder: Awaited<ReturnType<typeof temporaryFolder>>;
  readonly #env: Readonly<Record<string, string>>;
  readonly #apps = new Set<App>();

  private constructor(parts: {
    eventStore: EventStoreDouble;
    simulators: Simulators;
    folder: Awaited<ReturnType<typeof temporaryFolder>>;
    env: Readonly<Record<string, string>>;
  }) {
    this.eventStore = parts.eventStore;
    this.simulators = parts.simulators;
    this.#folder = parts.folder;
    this.#env = parts.env;
  }

  /**
   * @param mongo where the views, keys and operational state go.
   * @param wayTo tells by which port the processes reach the event store's.
   * @param more settings of every process.
   */
  static async open(
    mongo: { readonly url: string; readonly database: string },
    wayTo: (port: number) => Promise<number> = async (port) => port,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Cluster> {
    const folder = await temporaryFolder();
    const simulators = await startSimulators(join(folder.path, 'simulators'));
    const eventStore = await EventStoreDouble.start({ systemProjections: true });
    const { port } = new URL(eventStore.connectionString);
    const env = {
      KKOTGIL_STORE: 'eventstoredb',
      EVENTSTOREDB_URL: eventStore.connectionString.replace(port, String(await wayTo(Number(port)))),
      MONGODB_URL: mongo.url,
      MONGODB_DATABASE: mongo.database,
      PAYMENT_URL: simulators.paymentUrl,
      SMS_URL: simulators.smsUrl,
      ...more,
    };
    return new Cluster({ eventStore, simulators, folder, env });
  }

  /** One more process with these roles. */
  async start(...roles: Role[]): Promise<App> {
    const dataDir = join(this.#folder.path, randomUUID());
    const app = await startApp({ dataDir, env: { ...this.#env, KKOTGIL_ROLES: roles.join(',') } });
    this.#apps.add(app);
    return app;
  }

  clientOf(app: () => App): Client {
    return new Client(() => app().url);
  }

  async close(): Promise<void> {
    for (const app of this.#apps) {
      app.process.kill('SIGCONT');
      if (app.process.exitCode === null && app.process.signalCode === null) await app.stop();
    }
    await this.eventStore.close();
    await this.simulators.stop();
    await this.#folder.remove();
  }
}
