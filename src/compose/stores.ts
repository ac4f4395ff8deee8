import type { Config } from '../config.ts';
import type { EventLog } from '../eventstore/event-log.ts';
import type { EventStore } from '../eventstore/event-store.ts';
import type { Keyring } from '../eventstore/keyring/keyring.ts';
import type { LeaseStore } from '../leases/lease-store.ts';
import type { OpsStore } from '../processes/ops-store.ts';
import type { ViewStore } from '../projections/view-store.ts';
import type { Log } from '../runtime/log.ts';
import type { MonotonicClock } from '../runtime/monotonic.ts';
import type { Secrets } from '../runtime/secrets.ts';

/** How processes agree on who does what only one may do. */
export interface LeaseTerms {
  readonly store: LeaseStore;
  /** The name of this process among all that ever were. */
  readonly holder: string;
  readonly monotonic: MonotonicClock;
}

/** Everything that is kept. */
export interface Stores {
  readonly events: EventStore;
  readonly log: EventLog;
  readonly keyring: Keyring;
  readonly views: ViewStore;
  readonly ops: OpsStore;
  /** Null where only one process can be. */
  readonly leases: LeaseTerms | null;
  /** Closes all, the log last: what is still written goes there. */
  close(): Promise<void>;
}

/**
 * Opens the stores that the settings name. Only their adapters are loaded: the servers' clients alone take longer than all else.
 * @throws StartFault and its like, with a message for people, when one can't be used.
 */
export async function openStores(config: Config, secrets: Secrets, logger: Log): Promise<Stores> {
  if (config.KKOTGIL_STORE === 'embedded') {
    const { openEmbeddedStores } = await import('./embedded-stores.ts');
    return openEmbeddedStores(config, secrets, logger);
  }
  const { openServerStores } = await import('./server-stores.ts');
  return openServerStores(config, secrets, logger);
}
