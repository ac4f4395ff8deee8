import { OWN_STREAMS } from '../../../../src/compose/names.ts';
import { openEventStoreDb } from '../../../../src/platform/eventstore/eventstoredb/eventstoredb-event-store.ts';
import { EventStoreDouble } from '../../../doubles/eventstoredb/double.ts';
import { FlakyLink } from '../../../doubles/eventstoredb/flaky-link.ts';
import { interruptedStoreContract } from '../../contracts/interrupted-store.contract.ts';

interruptedStoreContract('EventStoreDB’s protocol', async () => {
  const server = await EventStoreDouble.start({ systemProjections: true });
  const link = await FlakyLink.to(server.connectionString);
  const store = await openEventStoreDb({ ...OWN_STREAMS, connectionString: link.connectionString });
  return {
    store,
    interrupt: () => link.break(),
    cleanUp: async () => {
      await store.close();
      await link.close();
      await server.close();
    },
  };
});

/** A server that interrupts by itself what it has been asked for. */
const serverThat = (interrupts: (server: EventStoreDouble) => void) => async () => {
  const server = await EventStoreDouble.start();
  const store = await openEventStoreDb({ ...OWN_STREAMS, connectionString: server.connectionString });
  return {
    store,
    interrupt: () => interrupts(server),
    cleanUp: async () => {
      await store.close();
      await server.close();
    },
  };
};

// What the server lets go is no fault of the link: nothing else may be cut off for it.
interruptedStoreContract(
  'EventStoreDB’s protocol, which lets subscriptions go',
  serverThat((server) => server.dropSlowConsumers()),
);
interruptedStoreContract(
  'EventStoreDB’s protocol, whose leader changes',
  serverThat((server) => server.changeLeader()),
);
