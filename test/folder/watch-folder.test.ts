import { cpSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Stores } from '../../src/compose/stores.ts';
import { StoreUnavailable } from '../../src/eventstore/event-store.ts';
import { event } from '../support/an-event.ts';
import { until } from '../support/until.ts';
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
