import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedViewStore } from '../../../../src/platform/views/embedded/embedded-view-store.ts';
import { viewStoreContract } from '../../contracts/view-store.contract.ts';

/** Longer than a test takes: what is held back then is written by who needs it, or when the store is closed. */
const LONG_MS = 60_000;

for (const [name, options] of [
  ['node:sqlite', {}],
  ['node:sqlite, written behind', { behindMs: LONG_MS }],
  ['node:sqlite, written a moment behind', { behindMs: 1 }],
] as const) {
  viewStoreContract(name, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kkotgil-views-'));
    const path = join(folder, 'views.db');
    let store = openEmbeddedViewStore({ path, ...options });
    return {
      store,
      reopen: async () => {
        await store.close();
        store = openEmbeddedViewStore({ path, ...options });
        return store;
      },
      cleanUp: async () => {
        await store.close();
        await rm(folder, { recursive: true });
      },
    };
  });
}
