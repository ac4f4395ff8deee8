import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OWN_STREAMS, PROGRAM } from '../../compose/names.ts';
import { openEmbeddedEventStore } from '../../platform/eventstore/embedded/embedded-event-store.ts';
import { lockFolder } from '../../platform/eventstore/embedded/folder-lock.ts';
import type { EventStore } from '../../platform/eventstore/event-store.ts';
import { openEventStoreDb } from '../../platform/eventstore/eventstoredb/eventstoredb-event-store.ts';
import { type KeyCopy, KeyFile } from '../../platform/eventstore/keyring/key-file.ts';
import { MongoKeyCollection } from '../../platform/eventstore/keyring/mongo-key-collection.ts';
import { lockWholeFolder } from '../../platform/folder/lock-whole-folder.ts';
import { connectMongo } from '../../platform/mongo/connect.ts';
import { StartFault } from '../../platform/runtime/start-fault.ts';
import { systemClock } from '../../platform/runtime/system.ts';

/** The two kinds of stores between which a log can be moved. */
export const KINDS = ['embedded', 'eventstoredb'] as const;
export type Kind = (typeof KINDS)[number];

/** What is healed of views and process state on the way concerns nobody here. */
const noLog = { warn: () => undefined };

/** Where the stores are. */
export interface Places {
  readonly dataDir: string;
  readonly eventStoreDbUrl: string | undefined;
  readonly mongoUrl: string | undefined;
  readonly mongoDatabase: string;
}

/** The keys of one side, still wrapped: nobody needs the secret to move them. */
export interface KeySide {
  /** What the secret is known by; null when these keys were never used. */
  check(): Promise<Uint8Array | null>;
  writeCheck(check: Uint8Array): Promise<void>;
  all(): Promise<readonly KeyCopy[]>;
  takeOver(keys: readonly KeyCopy[]): Promise<void>;
}

/** A log and its keys. */
export interface Side {
  readonly events: EventStore;
  readonly keys: KeySide;
  close(): Promise<void>;
}

/**
 * Opens one side. An embedded log is opened as the app opens it, so that no app can write to it meanwhile.
 * @throws StartFault with what to do, StoreUnavailable
 */
export function openSide(kind: Kind, places: Places, isSource: boolean): Promise<Side> {
  return kind === 'embedded' ? openEmbedded(places, isSource) : openServers(places);
}

async function openEmbedded({ dataDir }: Places, isSource: boolean): Promise<Side> {
  if (isSource && !existsSync(join(dataDir, 'log.db'))) throw new StartFault(`There is no event log in ${dataDir}.`);
  // A source that has lost its keys, or a part of its log, is not moved as if it were whole.
  const lock = isSource ? () => lockWholeFolder(dataDir, noLog, systemClock.now()) : lockFolder;
  const events = openEmbeddedEventStore({ dataDir, lock });
  const keys = new KeyFile(join(dataDir, 'keys.db'));
  return {
    events,
    keys: {
      check: async () => keys.secretCheck(),
      writeCheck: async (check) => keys.writeSecretCheck(check),
      all: async () => keys.all(),
      takeOver: async (copies) => keys.takeOver(copies),
    },
    close: async () => {
      keys.close();
      await events.close();
    },
  };
}

async function openServers({ eventStoreDbUrl, mongoUrl, mongoDatabase }: Places): Promise<Side> {
  if (eventStoreDbUrl === undefined || mongoUrl === undefined) {
    throw new StartFault(
      'Set EVENTSTOREDB_URL and MONGODB_URL, or give them with --eventstoredb-url and --mongodb-url.',
    );
  }
  const connection = await connectMongo({ url: mongoUrl, database: mongoDatabase, appName: PROGRAM });
  try {
    const events = await openEventStoreDb({ ...OWN_STREAMS, connectionString: eventStoreDbUrl });
    const keys = new MongoKeyCollection(connection);
    await keys.createIndexes();
    return {
      events,
      keys: {
        check: () => keys.secretCheckOf(),
        writeCheck: async (check) => void (await keys.secretCheck(Buffer.from(check))),
        all: () => keys.all(),
        takeOver: async (copies) => {
          await keys.takeOver(copies);
          await keys.belongTo(events.logId);
        },
      },
      close: async () => {
        await events.close();
        await connection.close();
      },
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
