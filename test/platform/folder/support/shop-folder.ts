import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { openEmbeddedStores } from '../../../../src/compose/embedded-stores.ts';
import { deriveSecrets, type Secrets } from '../../../../src/compose/secrets.ts';
import type { Stores } from '../../../../src/compose/stores.ts';
import { readConfig } from '../../../../src/config.ts';
import { event } from '../../../support/an-event.ts';

export const SECRETS = deriveSecrets(Buffer.alloc(32, 7));

/** A data folder with all four files of a shop, as the program opens and fills them. */
export class ShopFolder {
  readonly dataDir: string;
  /** What was said of it while it was open. */
  readonly said: { readonly facts: object; readonly message: string }[] = [];
  #orders = 0;

  constructor(dataDir = mkdtempSync(join(tmpdir(), 'kkotgil-folder-'))) {
    this.dataDir = dataDir;
  }

  open(secrets: Secrets = SECRETS): Promise<Stores> {
    const say = (facts: object, message: string) => void this.said.push({ facts, message });
    const logger = { debug: () => {}, info: () => {}, warn: say, error: say };
    const config = readConfig({ KKOTGIL_DATA_DIR: this.dataDir });
    const { signal } = new AbortController();
    return openEmbeddedStores(config, { secrets, logger, metrics: new Registry(), signal });
  }

  /** Orders of one customer each, which views and processes have seen. */
  async order(stores: Stores, count: number): Promise<void> {
    const { events, keyring, views, ops, log } = stores;
    for (let n = 0; n < count; n++) {
      const name = `order-${this.#orders++}`;
      const key = await keyring.subjectFor(`+8210${String(this.#orders).padStart(8, '0')}`);
      const { data, ...rest } = event(name);
      const sealed = { ...data, $sealed: { customer: { key, fields: [], box: null } } };
      const { position } = await events.append(name, 'no-stream', [{ ...rest, data: sealed }]);
      const live = await views.view('order-status');
      if (live.live === null) {
        const origin = { fingerprint: 'f', logId: log.logId };
        const { version } = await views.create('order-status', { ...origin, purpose: 'keep', indexes: [] });
        await views.goLive({ view: 'order-status', version });
      }
      const version = (await views.view('order-status')).live as number;
      const document = { id: name.slice('order-'.length), position, body: { shown: { status: 'Paid' } }, keys: {} };
      await views.apply({ view: 'order-status', version }, { documents: [document], parked: [], position });
      const item = {
        instanceId: document.id,
        waitingFor: 'florist-answer',
        since: 0,
        due: null,
        overdueAt: null,
        failures: 0,
      };
      await ops.save(`${log.logId}/shipping`, { position, opened: [item], parked: [], closed: [] });
    }
  }

  /** An erasure, `an-erasure`, which its view and its process know of. */
  async erasure({ views, ops, log }: Stores): Promise<void> {
    const position = await log.head();
    const origin = { fingerprint: 'f', logId: log.logId };
    const { version } = await views.create('erasures', { ...origin, purpose: 'keep', indexes: [] });
    const document = { id: 'an-erasure', position, body: { erasureId: 'an-erasure' }, keys: {} };
    await views.apply({ view: 'erasures', version }, { documents: [document], parked: [], position });
    const item = {
      instanceId: 'an-erasure',
      waitingFor: 'late-orders',
      since: 0,
      due: 0,
      overdueAt: null,
      failures: 0,
    };
    await ops.save(`${log.logId}/erasure`, { position, opened: [item], parked: [], closed: [] });
  }

  /** Opens, orders, closes. */
  async fill(count: number): Promise<void> {
    const stores = await this.open();
    await this.order(stores, count);
    await stores.close();
  }

  copy(): ShopFolder {
    const copy = new ShopFolder();
    cpSync(this.dataDir, copy.dataDir, { recursive: true });
    // What is ordered there is not what is ordered here.
    copy.#orders = this.#orders + 1_000;
    return copy;
  }

  /** Also what SQLite keeps beside them. */
  remove(...names: string[]): void {
    for (const name of names) {
      for (const part of ['', '-wal', '-shm']) rmSync(join(this.dataDir, `${name}${part}`), { force: true });
    }
  }

  dispose(): void {
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
