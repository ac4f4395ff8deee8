import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyringSecretsOf } from '../../../../src/compose/secrets.ts';
import { openEmbeddedEventStore } from '../../../../src/platform/eventstore/embedded/embedded-event-store.ts';
import type { EventStore } from '../../../../src/platform/eventstore/event-store.ts';
import { EmbeddedKeyring } from '../../../../src/platform/eventstore/keyring/embedded-keyring.ts';
import { pooledRandom } from '../../../../src/platform/runtime/random.ts';
import { event } from '../../../support/an-event.ts';
import { erase } from '../../../support/erase.ts';

/** KKOTGIL_SECRET of the shop. */
export const SECRET = Buffer.alloc(32, 7).toString('base64');

/** Log and keys of a data folder, as an app has them open. */
export class ShopFolder {
  readonly #events: EventStore;
  readonly #keyring: EmbeddedKeyring;

  constructor(dataDir: string) {
    const secrets = keyringSecretsOf(Buffer.from(SECRET, 'base64'));
    this.#events = openEmbeddedEventStore({ dataDir });
    this.#keyring = new EmbeddedKeyring({ path: join(dataDir, 'keys.db'), secrets, random: pooledRandom() });
  }

  /** Writes an order whose customer has this phone. */
  async order(name: string, phone: string): Promise<void> {
    const key = await this.#keyring.subjectFor(phone);
    const { data, ...rest } = event(name);
    const sealed = { ...data, $sealed: { customer: { key, fields: [], box: null } } };
    await this.#events.append(`order-${name}`, 'no-stream', [{ ...rest, data: sealed }]);
  }

  erase(phone: string): Promise<string | null> {
    return erase(this.#keyring, phone);
  }

  async close(): Promise<void> {
    await this.#keyring.close();
    await this.#events.close();
  }
}

/** A folder for one test: the shop's data in it, a place for a backup, and one to restore to. */
export async function temporaryPlaces() {
  const root = await mkdtemp(join(tmpdir(), 'kkotgil-backup-'));
  return {
    dataDir: join(root, 'data'),
    backup: join(root, 'backups', 'monday'),
    target: join(root, 'restored'),
    remove: () => rm(root, { recursive: true }),
  };
}
