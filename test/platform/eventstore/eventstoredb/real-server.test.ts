import { randomUUID } from 'node:crypto';
import { OWN_STREAMS } from '../../../../src/compose/names.ts';
import { openEventStoreDb } from '../../../../src/platform/eventstore/eventstoredb/eventstoredb-event-store.ts';
import { FlakyLink } from '../../../doubles/eventstoredb/flaky-link.ts';
import { eventStoreContract } from '../../contracts/event-store.contract.ts';
import { interruptedStoreContract } from '../../contracts/interrupted-store.contract.ts';
import { describeOnEventStoreDb } from './support/real-server.ts';
import { ScopedStore } from './support/scoped-store.ts';

// The double proves the adapter; this proves both against the server itself.
describeOnEventStoreDb('the contract of the event store', (connectionString) => {
  eventStoreContract('a real EventStoreDB', async () => {
    const scope = randomUUID();
    let store = await ScopedStore.begin(
      await openEventStoreDb({ ...OWN_STREAMS, connectionString: connectionString() }),
      scope,
    );
    return {
      store,
      reopen: async () => {
        await store.close();
        store = store.over(await openEventStoreDb({ ...OWN_STREAMS, connectionString: connectionString() }));
        return store;
      },
      cleanUp: () => store.close(),
    };
  });

  interruptedStoreContract('a real EventStoreDB', async () => {
    const link = await FlakyLink.to(connectionString());
    const store = await ScopedStore.begin(
      await openEventStoreDb({ ...OWN_STREAMS, connectionString: link.connectionString }),
      randomUUID(),
    );
    return {
      store,
      interrupt: () => link.break(),
      cleanUp: async () => {
        await store.close();
        await link.close();
      },
    };
  });
});
