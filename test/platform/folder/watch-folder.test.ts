import { cpSync, mkdtempSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Stores } from '../../../src/compose/stores.ts';
import { openLogFile } from '../../../src/platform/eventstore/embedded/log-file.ts';
import { StoreUnavailable } from '../../../src/platform/eventstore/event-store.ts';
import { FolderWatch } from '../../../src/platform/folder/watch-folder.ts';
import { systemTimer } from '../../../src/platform/runtime/system.ts';
import { event } from '../../support/an-event.ts';
import { until } from '../../support/until.ts';
import { ShopFolder } from './support/shop-folder.ts';

describe('a data folder, while it is open,', () => {
  let shop: ShopFolder;
  let stores: Stores;
  beforeEach(async () => {
    shop = new ShopFolder();
    stores = await shop.open();
    await shop.order(stores, 2);
  });
  afterEach(async () => {
    await stores.close();
    shop.dispose();
  });

  let appended = 0;
  const append = () => stores.events.append(`order-more-${appended++}`, 'no-stream', [event(`more ${appended}`)]);
  const path = (name: string) => join(shop.dataDir, name);
  const noticed = (what: RegExp) => until(async () => what.test(stores.faults().join()));

  it('has no faults', async () => {
    await append();
    expect(stores.faults()).toEqual([]);
  });

  it('that is deleted is noticed, and nothing is acknowledged any more', async () => {
    rmSync(shop.dataDir, { recursive: true });
    await noticed(/log.db is gone from the data folder/);
    await expect(append()).rejects.toThrow(StoreUnavailable);
  });

  it.each(['log.db', 'log.db-wal', 'keys.db'])('whose %s is deleted is noticed', async (name) => {
    rmSync(path(name));
    await noticed(/is gone from the data folder/);
    await expect(append()).rejects.toThrow(StoreUnavailable);
  });

  it('that is deleted takes nothing more, however soon it comes', async () => {
    const keyId = await stores.keyring.subjectFor('+821012345678');
    rmSync(shop.dataDir, { recursive: true });
    await expect(append()).rejects.toThrow(StoreUnavailable);
    await expect(stores.keyring.destroy(keyId)).rejects.toThrow(StoreUnavailable);
  });

  it('that was away for a moment shows all that is in it when it is back, what was not acknowledged too', async () => {
    const away = `${shop.dataDir}-away`;
    renameSync(shop.dataDir, away);
    await expect(append()).rejects.toThrow(StoreUnavailable);
    renameSync(away, shop.dataDir);
    await until(async () => stores.faults().length === 0);
    await append();
    const streams: string[] = [];
    for await (const page of stores.events.readAll({ categories: ['order'] })) {
      streams.push(...page.map(({ streamId }) => streamId));
    }
    expect(streams.slice(-2)).toEqual([`order-more-${appended - 2}`, `order-more-${appended - 1}`]);
  });

  it('that was only moved away goes on when it is back', async () => {
    const away = `${shop.dataDir}-away`;
    renameSync(shop.dataDir, away);
    await noticed(/is gone/);
    renameSync(away, shop.dataDir);
    await until(async () => stores.faults().length === 0);
    await append();
  });

  it('whose log is replaced, or cut short, is noticed', async () => {
    cpSync(path('log.db'), path('other'));
    renameSync(path('other'), path('log.db'));
    await noticed(/log.db was replaced/);
    await stores.close();
    shop.dispose();
    shop = new ShopFolder();
    stores = await shop.open();
    truncateSync(path('log.db'), 4096);
    await noticed(/log.db was cut short/);
    await expect(append()).rejects.toThrow(StoreUnavailable);
  });
});

describe('a disk that fills up', () => {
  const ROOM = 2 ** 30;
  let dataDir: string;
  let log: ReturnType<typeof openLogFile>;
  let free: number;
  let writable: boolean;
  let said: string[];
  let watch: FolderWatch;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'kkotgil-full-'));
    log = openLogFile(dataDir);
    [free, writable, said] = [ROOM, true, []];
    const say = (facts: object, message: string) => said.push(`${message} ${JSON.stringify(facts)}`);
    watch = new FolderWatch({ dataDir, timer: systemTimer, logger: { error: say, info: say }, freeBytes: () => free });
    watch.begin(() => {
      if (!writable) throw new Error('database or disk is full');
    });
  });
  afterEach(() => {
    watch.close();
    log.close();
    rmSync(dataDir, { recursive: true });
  });

  it('is told while there is hardly any room left, and is no fault any more when there is', () => {
    free = 512 * 1024 - 1;
    watch.look();
    expect(watch.faults()).toEqual(['the disk of the data folder is full; nothing can be stored']);
    watch.look();
    free = 512 * 1024;
    watch.look();
    expect(watch.faults()).toEqual([]);
    expect(said).toHaveLength(2);
  });

  it('is told at once by whoever could not write, and tried again until writing works', () => {
    writable = false;
    watch.failed('database or disk is full');
    expect(watch.faults()).toEqual(["the data folder can't be written: database or disk is full"]);
    watch.look();
    expect(watch.faults()).toHaveLength(1);
    writable = true;
    watch.look();
    expect(watch.faults()).toEqual([]);
  });

  it('takes nothing away: what was acknowledged is still there', () => {
    free = 0;
    watch.look();
    expect(watch.lost).toBeNull();
  });
});
