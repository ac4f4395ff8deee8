import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EmbeddedAccountStore } from '../../../src/accounts/embedded/account-file.ts';
import { StoreUnavailable } from '../../../src/platform/eventstore/event-store.ts';
import { accountStoreContract } from '../account-store.contract.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'kkotgil-accounts-'));

accountStoreContract('the embedded account store', async () => {
  const dir = folder();
  return {
    open: async () => new EmbeddedAccountStore(join(dir, 'accounts.db')),
    dispose: async () => rmSync(dir, { recursive: true }),
  };
});

describe('the embedded account store', () => {
  let dir: string;
  let path: string;
  beforeEach(() => {
    dir = folder();
    path = join(dir, 'accounts.db');
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('says what to do with a file that it can’t use', () => {
    writeFileSync(path, 'these are not the pages of a database'.repeat(100));
    expect(() => new EmbeddedAccountStore(path)).toThrow(/accounts\.db: .*backup.*npm run people/);
  });

  it('is its owner’s alone, journals included', async () => {
    const store = new EmbeddedAccountStore(path);
    await store.endAll('nobody');
    for (const file of [path, `${path}-wal`]) expect(statSync(file).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it('tells that it can’t be asked, once closed', async () => {
    const store = new EmbeddedAccountStore(path);
    await store.close();
    await expect(store.all()).rejects.toThrow(StoreUnavailable);
    await expect(store.endAll('nobody')).rejects.toThrow(StoreUnavailable);
  });
});
