import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { keyringSecretsOf } from '../../src/compose/secrets.ts';
import { openEmbeddedEventStore } from '../../src/platform/eventstore/embedded/embedded-event-store.ts';
import { EmbeddedKeyring } from '../../src/platform/eventstore/keyring/embedded-keyring.ts';
import { systemIds } from '../../src/platform/runtime/system.ts';
import { openEmbeddedViewStore } from '../../src/platform/views/embedded/embedded-view-store.ts';
import { createCodec, createEventLog } from '../../src/stored-events/event-log.ts';
import { anEvent } from './an-event.ts';
import { type Backend, type Place, SECRET } from './place.ts';
import { startedFolder } from './started.ts';

/** The embedded stores, in a folder for each measurement. */
export function embeddedBackend(): Backend {
  return { about: 'Embedded stores.', isShared: false, place: async () => embeddedPlace() };
}

function embeddedPlace(): Place {
  const { path, remove } = startedFolder();
  return { ...embeddedAt(path), remove };
}

/** The embedded stores of a data folder, which stays. */
export function embeddedAt(dataDir: string): Omit<Place, 'remove'> {
  const openStore = () => openEmbeddedEventStore({ dataDir });
  return {
    isShared: false,
    env: { KKOTGIL_DATA_DIR: dataDir },
    openStore: async () => openStore(),
    openLog: async () => {
      const store = openStore();
      const secrets = keyringSecretsOf(SECRET);
      const keyring = new EmbeddedKeyring({ path: join(dataDir, 'keys.db'), secrets, random: randomBytes });
      const codec = createCodec(keyring, randomBytes);
      const close = async () => {
        await keyring.close();
        await store.close();
      };
      return { log: createEventLog(store, codec), keyring, close };
    },
    openViews: async () => openEmbeddedViewStore({ path: join(dataDir, 'views.db') }),
    limit: { what: 'raw node:sqlite, FULL, as many rows a transaction', measure: rawRows },
  };
}

/** Rows a second of the same size and indexes, without a hash, a check or a promise. */
async function rawRows(perTransaction: number, seconds: number): Promise<number> {
  const { path: dataDir, remove } = startedFolder();
  const db = new DatabaseSync(join(dataDir, 'raw.db'));
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT, revision INTEGER, category TEXT, id TEXT, type TEXT,
      data TEXT, metadata TEXT, hash BLOB, UNIQUE (stream, revision)) STRICT;
    CREATE INDEX events_by_category ON events (category, position);`);
  const insert = db.prepare('INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?)');
  const hash = new Uint8Array(32);
  let position = 0;
  const begun = performance.now();
  while (performance.now() < begun + seconds * 1000) {
    db.exec('BEGIN IMMEDIATE');
    for (let row = 0; row < perTransaction; row++) {
      const id = systemIds.next();
      const { type, data, metadata } = anEvent(id);
      insert.run(++position, `order-${id}`, 0, 'order', id, type, JSON.stringify(data), JSON.stringify(metadata), hash);
    }
    db.exec('COMMIT');
  }
  const rate = (position * 1000) / (performance.now() - begun);
  db.close();
  await remove();
  return rate;
}
