import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { createEventCodec } from '../eventstore/codec/event-codec.ts';
import { eventRegistry } from '../eventstore/codec/registry.ts';
import { openEmbeddedEventStore } from '../eventstore/embedded/embedded-event-store.ts';
import { lostKeys } from '../eventstore/embedded/lost-keys.ts';
import { EventLog } from '../eventstore/event-log.ts';
import { EmbeddedKeyring } from '../eventstore/keyring/embedded-keyring.ts';
import type { ShopFile } from '../folder/examine.ts';
import { WitnessKeeper } from '../folder/keep-witness.ts';
import { lockWholeFolder } from '../folder/lock-whole-folder.ts';
import { setAside } from '../folder/set-aside.ts';
import { FolderWatch } from '../folder/watch-folder.ts';
import { EmbeddedOpsStore } from '../processes/embedded/ops-store.ts';
import { openEmbeddedViewStore } from '../projections/embedded/embedded-view-store.ts';
import type { Healing } from '../runtime/healing.ts';
import { pooledRandom } from '../runtime/random.ts';
import { systemClock, systemTimer } from '../runtime/system.ts';
import { CountedEventStore } from './log-counter.ts';
import { Opened } from './opened.ts';
import type { Stores, StoresDeps } from './stores.ts';

/**
 * Opens the stores of one data folder: log, keys, views, and operational state, a SQLite file each.
 * @throws StartFault and its like, with a message for people, when one can't be used.
 */
export async function openEmbeddedStores(
  { KKOTGIL_DATA_DIR: dataDir, KKOTGIL_HEAD_FILE: file }: Config,
  { secrets, logger, metrics }: StoresDeps,
): Promise<Stores> {
  mkdirSync(dataDir, { recursive: true });
  const random = pooledRandom();
  const opened = new Opened();
  try {
    const lock = () => lockWholeFolder(dataDir, logger, systemClock.now());
    const healing = (name: ShopFile): Healing => ({
      setAside: () => setAside(dataDir, name, 'damaged', systemClock.now()),
      told: (facts, message) => logger.error(facts, message),
    });
    const guard = new FolderWatch({ dataDir, timer: systemTimer, logger });
    const head = file === undefined ? {} : { head: { file, logger } };
    const embedded = openEmbeddedEventStore({ dataDir, lock, guard, ...head });
    const events = opened.add(new CountedEventStore(embedded, metrics));
    const keyring = opened.add(new EmbeddedKeyring({ path: join(dataDir, 'keys.db'), secrets, random, guard }));
    const ops = opened.add(new EmbeddedOpsStore(join(dataDir, 'ops.db'), healing('ops.db')));
    const views = opened.add(openEmbeddedViewStore({ path: join(dataDir, 'views.db'), healing: healing('views.db') }));
    const witness = new WitnessKeeper({ dataDir, timer: systemTimer, logger });
    opened.add({ close: async () => witness.close() });
    guard.begin(() => witness.write());
    opened.add({ close: async () => guard.close() });
    const codec = createEventCodec({ registry: eventRegistry, keyring, random });
    const log = new EventLog(events, codec);
    const walk = embedded.walk(lostKeys(keyring));
    const faults = () => guard.faults();
    return { events, log, keyring, views, ops, walk, faults, leases: null, close: () => opened.close() };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
