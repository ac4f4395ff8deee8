import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { createEventCodec } from '../eventstore/codec/event-codec.ts';
import { eventRegistry } from '../eventstore/codec/registry.ts';
import { openEmbeddedEventStore } from '../eventstore/embedded/embedded-event-store.ts';
import { EventLog } from '../eventstore/event-log.ts';
import type { EventStore } from '../eventstore/event-store.ts';
import { EmbeddedKeyring } from '../eventstore/keyring/embedded-keyring.ts';
import type { Keyring } from '../eventstore/keyring/keyring.ts';
import { EmbeddedOpsStore } from '../processes/embedded/ops-store.ts';
import type { OpsStore } from '../processes/ops-store.ts';
import { openEmbeddedViewStore } from '../projections/embedded/embedded-view-store.ts';
import type { ViewStore } from '../projections/view-store.ts';
import { pooledRandom } from '../runtime/random.ts';
import type { Secrets } from '../runtime/secrets.ts';

/** Everything that is kept. */
export interface Stores {
  readonly events: EventStore;
  readonly log: EventLog;
  readonly keyring: Keyring;
  readonly views: ViewStore;
  readonly ops: OpsStore;
  /** Closes all, the log last: what is still written goes there. */
  close(): Promise<void>;
}

/**
 * Opens the stores of one data folder: log, keys, views, and operational state, a SQLite file each.
 * @throws StartFault and its like, with a message for people, when one can't be used.
 */
export async function openStores({ KKOTGIL_DATA_DIR: dataDir }: Config, secrets: Secrets): Promise<Stores> {
  mkdirSync(dataDir, { recursive: true });
  const random = pooledRandom();
  const events = openEmbeddedEventStore({ dataDir });
  const opened: { close(): Promise<void> }[] = [events];
  const close = async () => {
    for (const store of opened.toReversed()) await store.close();
  };
  try {
    const keyring = new EmbeddedKeyring({ path: join(dataDir, 'keys.db'), secrets, random });
    opened.push(keyring);
    const ops = new EmbeddedOpsStore(join(dataDir, 'ops.db'));
    opened.push(ops);
    const views = openEmbeddedViewStore({ path: join(dataDir, 'views.db') });
    opened.push(views);
    const codec = createEventCodec({ registry: eventRegistry, keyring, random });
    return { events, log: new EventLog(events, codec), keyring, views, ops, close };
  } catch (error) {
    await close();
    throw error;
  }
}
