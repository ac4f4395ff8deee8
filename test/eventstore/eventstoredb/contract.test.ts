import { openEventStoreDb } from '../../../src/eventstore/eventstoredb/eventstoredb-event-store.ts';
import { eventStoreContract } from '../../contracts/event-store.contract.ts';
import { EventStoreDouble } from '../../support/eventstoredb/double.ts';

for (const systemProjections of [false, true]) {
  const name = `EventStoreDB’s protocol${systemProjections ? ', while its projections write links' : ''}`;
  eventStoreContract(name, async () => {
    const server = await EventStoreDouble.start({ systemProjections });
    const { connectionString } = server;
    let store = await openEventStoreDb({ connectionString });
    return {
      store,
      reopen: async () => {
        await store.close();
        store = await openEventStoreDb({ connectionString });
        return store;
      },
      cleanUp: async () => {
        await store.close();
        await server.close();
      },
    };
  });
}
