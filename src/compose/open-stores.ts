import type { Config } from '../config.ts';
import type { Stores, StoresDeps } from './stores.ts';

/**
 * Opens the stores that the settings name. Only their adapters are loaded: the servers' clients alone take longer than all else.
 * @throws StartFault and its like, with a message for people, when one can't be used.
 */
export async function openStores(config: Config, deps: StoresDeps): Promise<Stores> {
  if (config.KKOTGIL_STORE === 'embedded') {
    const { openEmbeddedStores } = await import('./embedded-stores.ts');
    return openEmbeddedStores(config, deps);
  }
  const { openServerStores } = await import('./server-stores.ts');
  return openServerStores(config, deps);
}
