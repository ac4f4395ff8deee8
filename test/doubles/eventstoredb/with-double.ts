import { EventStoreDBClient } from '@eventstore/db-client';
import { afterEach, beforeEach } from '@jest/globals';
import { type DoubleOptions, EventStoreDouble } from './double.ts';

/** Gives each test of a block a server of its own, and one client on it, for the client lets clients of one process disturb each other. */
export function withDouble(options: DoubleOptions = {}): {
  readonly server: EventStoreDouble;
  readonly client: EventStoreDBClient;
  /** One more client, of the test's own. */
  connect(connectionString: string): EventStoreDBClient;
} {
  const connect = (connectionString: string) => EventStoreDBClient.connectionString(connectionString);
  const given = { connect } as { server: EventStoreDouble; client: EventStoreDBClient; connect: typeof connect };
  beforeEach(async () => {
    given.server = await EventStoreDouble.start(options);
    given.client = connect(given.server.connectionString);
  });
  afterEach(async () => {
    await given.client.dispose();
    await given.server.close();
  });
  return given;
}
