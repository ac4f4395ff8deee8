import { EventStoreDBClient } from '@eventstore/db-client';
import { afterEach, beforeEach } from '@jest/globals';
import { type DoubleOptions, EventStoreDouble } from './double.ts';

/** Gives each test of a block a server of its own, and one client on it, for the client lets clients of one process disturb each other. */
export function withDouble(options: DoubleOptions = {}): {
  readonly server: EventStoreDouble;
  readonly client: EventStoreDBClient;
} {
  const given = {} as { server: EventStoreDouble; client: EventStoreDBClient };
  beforeEach(async () => {
    given.server = await EventStoreDouble.start(options);
    given.client = EventStoreDBClient.connectionString(given.server.connectionString);
  });
  afterEach(async () => {
    await given.client.dispose();
    await given.server.close();
  });
  return given;
}
