import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ShopFolder } from '../platform/folder/support/shop-folder.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('npm run log:accept-loss', () => {
  let shop: ShopFolder;
  let earlier: ShopFolder;
  const made: ShopFolder[] = [];
  beforeAll(async () => {
    shop = new ShopFolder();
    await shop.fill(2);
    earlier = shop.copy();
    await shop.fill(2);
  });
  afterEach(() => {
    for (const each of made.splice(0)) each.dispose();
  });
  afterAll(() => {
    shop.dispose();
    earlier.dispose();
  });

  const copy = () => {
    const folder = shop.copy();
    made.push(folder);
    return folder;
  };
  const tool = async (folder: ShopFolder, args: string[], answer = '') => {
    const all = ['--disable-warning=ExperimentalWarning', 'src/cli/log-accept-loss.ts', '--data-dir', folder.dataDir];
    const child = spawn(process.execPath, [...all, ...args], { cwd: ROOT, env: { PATH: process.env.PATH } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        output += data;
      });
    }
    child.stdin.end(answer);
    const [code] = await once(child, 'close');
    return { code, output };
  };
  const accepted = (folder: ShopFolder) => {
    const path = join(folder.dataDir, 'accepted-losses.jsonl');
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8').trim()) : null;
  };
  const olderLog = () => {
    const folder = copy();
    folder.remove('log.db');
    cpSync(join(earlier.dataDir, 'log.db'), join(folder.dataDir, 'log.db'));
    return folder;
  };

  it('has nothing to say of a folder that is whole', async () => {
    const folder = copy();
    expect(await tool(folder, [])).toMatchObject({ code: 0, output: expect.stringContaining('Nothing is missing') });
    expect(accepted(folder)).toBeNull();
  }, 60_000);

  it('names the orders of lost events, and changes nothing unless somebody agrees', async () => {
    const folder = olderLog();
    const before = readdirSync(folder.dataDir).sort();
    const asked = await tool(folder, [], 'no\n');
    expect(asked.code).toBe(1);
    expect(asked.output).toMatch(
      /lacks 2 events.*2 orders:.*2, last known as Paid, seen up to event 3.*3, last known as Paid/s,
    );
    expect(asked.output).toMatch(/Nothing was changed/);
    expect(readdirSync(folder.dataDir).sort()).toEqual(before);
    await expect(folder.open()).rejects.toThrow(/lacks 2 events/);
  }, 60_000);

  it('writes down what was accepted, and the shop starts without it, its views made anew', async () => {
    const folder = olderLog();
    expect(await tool(folder, [], 'lost\n')).toMatchObject({ code: 0 });
    expect(accepted(folder)).toMatchObject({
      losses: [{ what: 'log-behind', events: 2, seen: 4 }],
      orders: [{ orderId: '2', status: 'Paid', event: 3 }, { orderId: '3' }],
    });
    expect(readdirSync(folder.dataDir).some((name) => name.startsWith('views.db.lost-'))).toBe(true);
    const stores = await folder.open();
    expect((await stores.views.view('order-status')).versions).toEqual([]);
    expect(Number(await stores.log.head())).toBe(2);
    await stores.close();
    await (await folder.open()).close();
  }, 60_000);

  it('begins a new log where the old one is gone for good', async () => {
    const folder = copy();
    folder.remove('log.db');
    expect((await tool(folder, ['--yes'])).output).toMatch(/\(log.db\) is missing.*4 orders/s);
    const stores = await folder.open();
    expect(await stores.log.head()).toBe('');
    await stores.close();
  }, 60_000);

  it('takes no erasure for an order', async () => {
    const folder = copy();
    const before = await folder.open();
    await folder.erasure(before);
    await before.close();
    folder.remove('log.db');
    const { output } = await tool(folder, ['--yes']);
    expect(output).toMatch(/\(log.db\) is missing.*4 orders/s);
    expect(output).not.toContain('an-erasure');
  }, 60_000);

  it('names whose data can not be read without lost keys, and lets them read as erased', async () => {
    const folder = copy();
    folder.remove('keys.db');
    const { output } = await tool(folder, ['--yes']);
    expect(output).toMatch(/4 people can't be read.*4 orders/s);
    const stores = await folder.open();
    const { keyIds } = accepted(folder);
    expect([...(await stores.keyring.keysOf(keyIds)).values()]).toEqual([null, null, null, null]);
    await stores.close();
    expect(readdirSync(folder.dataDir)).toContain('keys.db');
  }, 60_000);

  it('refuses a folder that an app uses', async () => {
    const folder = copy();
    const stores = await folder.open();
    expect(await tool(folder, ['--yes'])).toMatchObject({
      code: 1,
      output: expect.stringContaining('Another process'),
    });
    await stores.close();
  }, 60_000);
});
