import type { MongoServer } from './server.ts';

/** Starts MongoDB as a replica set of one, in a container. */
export async function startContainer(): Promise<MongoServer> {
  // Loaded only here: it is large, and most machines without Docker never need it.
  const { GenericContainer, Wait } = await import('testcontainers');
  const container = await new GenericContainer('mongo:8.0')
    .withCommand(['--replSet', 'rs0', '--bind_ip_all'])
    .withExposedPorts(27017)
    .withWaitStrategy(Wait.forLogMessage(/Waiting for connections/))
    .withStartupTimeout(180_000)
    .start();
  const begin =
    "rs.initiate({_id: 'rs0', members: [{_id: 0, host: 'localhost:27017'}]}); while (!db.hello().isWritablePrimary) sleep(50)";
  const { exitCode, output } = await container.exec(['mongosh', '--quiet', '--eval', begin]);
  if (exitCode !== 0) {
    await container.stop();
    throw new Error(`the replica set did not start: ${output}`);
  }
  return {
    name: 'container',
    // Direct: the name that the set knows itself by means nothing outside the container.
    url: `mongodb://${container.getHost()}:${container.getMappedPort(27017)}/?directConnection=true`,
    stop: async () => {
      await container.stop();
    },
  };
}
