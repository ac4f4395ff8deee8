import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedAccountStore } from '../accounts/embedded/account-file.ts';
import type { Config } from '../config.ts';
import { EmbeddedLookStore } from '../looks/embedded/look-file.ts';
import { openEmbeddedEventStore } from '../platform/eventstore/embedded/embedded-event-store.ts';
import { lostKeys } from '../platform/eventstore/embedded/lost-keys.ts';
import { EmbeddedKeyring } from '../platform/eventstore/keyring/embedded-keyring.ts';
import { clearAside } from '../platform/folder/clear-aside.ts';
import type { FolderFile } from '../platform/folder/examine.ts';
import { WitnessKeeper } from '../platform/folder/keep-witness.ts';
import { lockWholeFolder } from '../platform/folder/lock-whole-folder.ts';
import { setAside } from '../platform/folder/set-aside.ts';
import { FolderWatch } from '../platform/folder/watch-folder.ts';
import { EmbeddedOpsStore } from '../platform/processes/embedded/ops-store.ts';
import type { Healing } from '../platform/runtime/healing.ts';
import { pooledRandom } from '../platform/runtime/random.ts';
import { systemClock, systemTimer } from '../platform/runtime/system.ts';
import { openEmbeddedViewStore } from '../platform/views/embedded/embedded-view-store.ts';
import { createCodec, createEventLog } from '../stored-events/event-log.ts';
import { fillOnThreads } from './fill-views.ts';
import { CountedEventStore } from './log-counter.ts';
import { Opened } from './opened.ts';
import type { Stores, StoresDeps } from './stores.ts';

/** How much later than in memory views are in their file: a start after a crash takes in so much of history again. */
const VIEWS_BEHIND_MS = 1_000;

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
    const healing = (name: FolderFile): Healing => ({
      setAside: () => setAside(dataDir, name, 'damaged', systemClock.now()),
      told: (facts, message) => logger.error(facts, message),
    });
    const guard = new FolderWatch({ dataDir, timer: systemTimer, logger });
    const head = file === undefined ? {} : { head: { file, logger } };
    const embedded = openEmbeddedEventStore({ dataDir, lock, guard, ...head });
    const events = opened.add(new CountedEventStore(embedded, metrics));
    const keyring = opened.add(new EmbeddedKeyring({ path: join(dataDir, 'keys.db'), secrets, random, guard }));
    const ops = opened.add(new EmbeddedOpsStore(join(dataDir, 'ops.db'), healing('ops.db')));
    const accounts = opened.add(new EmbeddedAccountStore(join(dataDir, 'accounts.db')));
    const looks = opened.add(new EmbeddedLookStore(join(dataDir, 'looks.db')));
    const views = opened.add(
      openEmbeddedViewStore({
        path: join(dataDir, 'views.db'),
        healing: healing('views.db'),
        behindMs: VIEWS_BEHIND_MS,
      }),
    );
    const witness = new WitnessKeeper({
      dataDir,
      keyCounts: () => keyring.counts,
      through: { 'views.db': (use) => views.writeBeside(use) },
      timer: systemTimer,
      logger,
    });
    opened.add(witness);
    guard.begin(() => witness.write());
    opened.add({ close: async () => guard.close() });
    const codec = createCodec(keyring, random);
    const log = createEventLog(events, codec);
    const walk = embedded.walk(lostKeys(keyring));
    const faults = () => guard.faults();
    return {
      events,
      log,
      keyring,
      views,
      filler: fillOnThreads({ store: views, logger, dataDir, secrets }),
      ops,
      accounts,
      looks,
      walk,
      faults,
      clearAside: (person) => clearAside(dataDir, person, logger),
      leases: null,
      close: () => opened.close(),
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
