import type { Registry } from 'prom-client';
import type { Config } from '../config.ts';
import type { Log } from '../runtime/log.ts';
import type { Secrets } from '../runtime/secrets.ts';
import type { Stores } from './stores.ts';

/**
 * Opens the stores that the settings name. Only their adapters are loaded: the servers' clients alone take longer than all else.
 * @throws StartFault and its like, with a message for people, when one can't be used.
 */
export async function openStores(config: Config, secrets: Secrets, logger: Log, metrics: Registry): Promise<Stores> {
  if (config.KKOTGIL_STORE === 'embedded') {
    const { openEmbeddedStores } = await import('./embedded-stores.ts');
    return openEmbeddedStores(config, secrets, logger, metrics);
  }
  const { openServerStores } = await import('./server-stores.ts');
  return openServerStores(config, secrets, logger, metrics);
}
