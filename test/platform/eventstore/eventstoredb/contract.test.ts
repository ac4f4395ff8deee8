import { OWN_STREAMS } from '../../../../src/compose/names.ts';
import { openEventStoreDb } from '../../../../src/platform/eventstore/eventstoredb/eventstoredb-event-store.ts';
import { EventStoreDouble } from '../../../doubles/eventstoredb/double.ts';
import { eventStoreContract } from '../../contracts/event-store.contract.ts';

for (const systemProjections of [false, true]) {
  const name = `EventStoreDB’s protocol${systemProjections ? ', while its projections write links' : ''}`;
  eventStoreContract(name, async () => {
    const server = await EventStoreDouble.start({ systemProjections });
    const { connectionString } = server;
    let store = await openEventStoreDb({ ...OWN_STREAMS, connectionString });
    return {
      store,
      reopen: async () => {
        await store.close();
        store = await openEventStoreDb({ ...OWN_STREAMS, connectionString });
        return store;
      },
      cleanUp: async () => {
        await store.close();
        await server.close();
      },
    };
  });
}
