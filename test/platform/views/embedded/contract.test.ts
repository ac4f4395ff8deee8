import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedViewStore } from '../../../../src/platform/views/embedded/embedded-view-store.ts';
import { viewStoreContract } from '../../contracts/view-store.contract.ts';

viewStoreContract('node:sqlite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kkotgil-views-'));
  const path = join(folder, 'views.db');
  let store = openEmbeddedViewStore({ path });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = openEmbeddedViewStore({ path });
      return store;
    },
    cleanUp: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
});
