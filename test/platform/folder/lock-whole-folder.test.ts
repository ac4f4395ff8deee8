import { cpSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { FOLDER_FILES, type FolderFile } from '../../../src/platform/folder/examine.ts';
import { StartFault } from '../../../src/platform/runtime/start-fault.ts';
import { erase } from '../../support/erase.ts';
import { ShopFolder } from './support/shop-folder.ts';

/** As each file was, of the shop's own, earlier, and of another shop. */
let shop: ShopFolder;
let earlier: ShopFolder;
let other: ShopFolder;
const made: ShopFolder[] = [];
beforeAll(async () => {
  shop = new ShopFolder();
  await shop.fill(3);
  earlier = shop.copy();
  await shop.fill(4);
  other = new ShopFolder();
  await other.fill(2);
});
afterAll(() => {
  for (const each of [shop, earlier, other]) each.dispose();
});
afterEach(() => {
  for (const each of made.splice(0)) each.dispose();
});

const copyOf = (folder: ShopFolder) => {
  const copy = folder.copy();
  made.push(copy);
  return copy;
};
const replace = (folder: ShopFolder, name: FolderFile, by: ShopFolder) => {
  folder.remove(name);
  cpSync(join(by.dataDir, name), join(folder.dataDir, name));
};
/** Null when the shop starts; what it says when it does not. */
const refusal = async (folder: ShopFolder): Promise<string | null> => {
  try {
    await (await folder.open()).close();
    return null;
  } catch (error) {
    if (error instanceof StartFault && error.mishap === 'folder-not-whole') return error.message;
    throw error;
  }
};

const damages: Readonly<Record<string, (folder: ShopFolder, name: FolderFile) => void>> = {
  missing: (folder, name) => folder.remove(name),
  'of zero bytes': (folder, name) => truncateSync(join(folder.dataDir, name)),
  truncated: (folder, name) => {
    const path = join(folder.dataDir, name);
    truncateSync(path, Math.floor(statSync(path).size / 8192) * 4096);
  },
  garbage: (folder, name) => writeFileSync(join(folder.dataDir, name), Buffer.alloc(50_000, 0x41)),
  'of another shop': (folder, name) => replace(folder, name, other),
  'an older copy': (folder, name) => replace(folder, name, earlier),
};

describe('a shop starts', () => {
  it('on a folder that is whole, again and again, and on one that is new', async () => {
    expect(await refusal(copyOf(shop))).toBeNull();
    const anew = new ShopFolder();
    made.push(anew);
    expect([await refusal(anew), await refusal(anew)]).toEqual([null, null]);
  });

  it('on a folder of an earlier release, whose files know nothing of each other yet', async () => {
    const folder = copyOf(shop);
    for (const name of FOLDER_FILES) {
      const db = new DatabaseSync(join(folder.dataDir, name));
      db.exec('DROP TABLE witness; DROP TABLE IF EXISTS tails');
      db.close();
    }
    expect([await refusal(folder), await refusal(folder)]).toEqual([null, null]);
  });

  it('though a single key is gone from its file: that stops the orders of one person only', async () => {
    const folder = copyOf(shop);
    const db = new DatabaseSync(join(folder.dataDir, 'keys.db'));
    db.exec('DELETE FROM keys WHERE key_id = (SELECT key_id FROM keys LIMIT 1)');
    db.close();
    expect([await refusal(folder), await refusal(folder)]).toEqual([null, null]);
  });

  it.each(Object.keys(damages).flatMap((damage) => [['views.db', damage] as const, ['ops.db', damage] as const]))(
    'though %s is %s: it is made anew',
    async (name, damage) => {
      const folder = copyOf(shop);
      damages[damage]?.(folder, name);
      expect(await refusal(folder)).toBeNull();
      const unusable = damage === 'truncated' || damage === 'garbage';
      const told = folder.said.some(({ facts }) => 'file' in facts && facts.file === name);
      expect(told).toBe(damage !== 'an older copy');
      const aside = readdirSync(folder.dataDir).filter((file) => file.startsWith(`${name}.`));
      expect(aside.some((file) => file.startsWith(`${name}.damaged-`))).toBe(unusable || damage === 'of zero bytes');
      expect(aside.some((file) => file.startsWith(`${name}.foreign-`))).toBe(damage === 'of another shop');
    },
  );
});

describe('a shop does not start, and says what is missing, what that means and what to do,', () => {
  const expected: Readonly<Record<string, Record<'log.db' | 'keys.db', RegExp>>> = {
    missing: { 'log.db': /\(log.db\) is missing.*7 events.*forget all of it/, 'keys.db': /\(keys.db\) are missing/ },
    'of zero bytes': { 'log.db': /\(log.db\) is empty/, 'keys.db': /\(keys.db\) are empty/ },
    truncated: { 'log.db': /\(log.db\) is unusable/, 'keys.db': /\(keys.db\) are unusable/ },
    garbage: { 'log.db': /\(log.db\) is unusable/, 'keys.db': /\(keys.db\) are unusable/ },
    'of another shop': { 'log.db': /\(log.db\) is of another shop/, 'keys.db': /\(keys.db\) are of another shop/ },
    'an older copy': {
      'log.db': /the log lacks 4 events that .* have seen/,
      'keys.db': /\(keys.db\) are older.*lack 4 keys/,
    },
  };

  it.each(Object.keys(damages).flatMap((damage) => [['log.db', damage] as const, ['keys.db', damage] as const]))(
    'when %s is %s',
    async (name, damage) => {
      const folder = copyOf(shop);
      damages[damage]?.(folder, name);
      const before = readdirSync(folder.dataDir).sort();
      const said = await refusal(folder);
      expect(said).toMatch(expected[damage]?.[name] as RegExp);
      expect(said).toMatch(/Nothing was changed/);
      // And it does not get used to it.
      expect(await refusal(folder)).toBe(said);
      expect(
        readdirSync(folder.dataDir)
          .filter((file) => file !== 'app.lock')
          .sort(),
      ).toEqual(before.filter((file) => file !== 'app.lock'));
    },
  );

  it.each(['views.db', 'ops.db', 'keys.db'] as const)('when the log is gone and %s alone is left', async (left) => {
    const folder = copyOf(shop);
    folder.remove(...FOLDER_FILES.filter((name) => name !== left));
    expect(await refusal(folder)).toMatch(/\(log.db\) is missing/);
  });

  it.each(['views.db', 'ops.db', 'keys.db'] as const)('when the log is older and %s alone knows it', async (left) => {
    const folder = copyOf(shop);
    replace(folder, 'log.db', earlier);
    folder.remove(...FOLDER_FILES.filter((name) => name !== left && name !== 'log.db'));
    if (left !== 'keys.db') replace(folder, 'keys.db', shop);
    if (left !== 'keys.db') forget(folder, 'keys.db');
    expect(await refusal(folder)).toMatch(/the log lacks 4 events that (views|processes|the keys) have seen/);
  });

  it('when the newest changes of the log were lost with its -wal', async () => {
    const running = copyOf(shop);
    const stores = await running.open();
    await running.order(stores, 5);
    const killed = copyOf(running);
    await stores.close();
    rmSync(join(killed.dataDir, 'log.db-wal'));
    rmSync(join(killed.dataDir, 'log.db-shm'));
    expect(await refusal(killed)).toMatch(/the log lacks \d+ events that .* have seen/);
  });

  it('when an erasure was undone by older keys', async () => {
    const folder = copyOf(shop);
    const before = copyOf(shop);
    const stores = await folder.open();
    await erase(stores.keyring, '+821000000001');
    await stores.close();
    replace(folder, 'keys.db', before);
    expect(await refusal(folder)).toMatch(/1 people who were erased since can be read again/);
  });

  it('when the log went another way since', async () => {
    const folder = copyOf(shop);
    const sibling = copyOf(earlier);
    await sibling.fill(6);
    replace(folder, 'log.db', sibling);
    replace(folder, 'keys.db', sibling);
    expect(await refusal(folder)).toMatch(/another history/);
  });
});

function forget(folder: ShopFolder, name: FolderFile): void {
  const db = new DatabaseSync(join(folder.dataDir, name));
  db.exec('DROP TABLE witness');
  db.close();
}
