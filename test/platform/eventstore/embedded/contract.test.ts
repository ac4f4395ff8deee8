import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedEventStore } from '../../../../src/platform/eventstore/embedded/embedded-event-store.ts';
import type { EventStore } from '../../../../src/platform/eventstore/event-store.ts';
import { MemoryEventStore } from '../../../support/memory-event-store.ts';
import { eventStoreContract } from '../../contracts/event-store.contract.ts';

eventStoreContract('node:sqlite', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'kkotgil-log-'));
  let store: EventStore = openEmbeddedEventStore({ dataDir });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = openEmbeddedEventStore({ dataDir });
      return store;
    },
    cleanUp: async () => {
      await store.close();
      await rm(dataDir, { recursive: true });
    },
  };
});

// The store that other tests stand on has to behave like the real ones.
eventStoreContract('memory, for tests', async () => {
  const store = new MemoryEventStore();
  return { store, reopen: async () => store, cleanUp: async () => {} };
});
