import { afterAll, beforeAll } from '@jest/globals';
import { dockerAnswers } from '../../../../support/docker.ts';
import { describeUnless } from '../../../../support/unless.ts';

const IMAGE = 'eventstore/eventstore:24.10.0-bookworm-slim';
const SETTINGS = {
  EVENTSTORE_INSECURE: 'true',
  EVENTSTORE_RUN_PROJECTIONS: 'All',
  EVENTSTORE_START_STANDARD_PROJECTIONS: 'true',
};

interface Server {
  readonly connectionString: string;
  stop(): Promise<void>;
}

/**
 * Declares tests that need a real EventStoreDB: the one that `EVENTSTOREDB_URL` names, else one in a container where a Docker engine
 * answers. Where there is none the tests are skipped, and standard error says why.
 */
export function describeOnEventStoreDb(what: string, tests: (connectionString: () => string) => void): void {
  const { EVENTSTOREDB_URL } = process.env;
  const isThere = Boolean(EVENTSTOREDB_URL) || dockerAnswers();
  const missing = isThere ? null : 'EVENTSTOREDB_URL is not set, and no Docker engine answers';
  describeUnless(missing, `${what} on a real EventStoreDB`, () => {
    let server: Server | null = null;
    beforeAll(async () => {
      server = EVENTSTOREDB_URL
        ? { connectionString: EVENTSTOREDB_URL, stop: async () => undefined }
        : await startContainer();
    }, 240_000);
    afterAll(() => server?.stop(), 60_000);
    tests(() => server?.connectionString ?? '');
  });
}

async function startContainer(): Promise<Server> {
  // Loaded only here: it is large, and most machines without Docker never need it.
  const { GenericContainer, Wait } = await import('testcontainers');
  const container = await new GenericContainer(IMAGE)
    .withEnvironment(SETTINGS)
    .withExposedPorts(2113)
    .withWaitStrategy(Wait.forHttp('/health/live', 2113).forStatusCode(204))
    .withStartupTimeout(180_000)
    .start();
  return {
    connectionString: `esdb://${container.getHost()}:${container.getMappedPort(2113)}?tls=false`,
    stop: async () => {
      await container.stop();
    },
  };
}
