import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '../../../../src/platform/eventstore/event-store.ts';
import { yieldToEventLoop } from '../../../../src/platform/runtime/yield.ts';
import { openEmbeddedViewStore } from '../../../../src/platform/views/embedded/embedded-view-store.ts';
import type { ViewRef, ViewStore } from '../../../../src/platform/views/view-store.ts';

const VIEW = 'order-status';
const ref: ViewRef = { view: VIEW, version: 1 };

describe('the file of views, damaged while it is open,', () => {
  let folder: string;
  let path: string;
  let store: ViewStore;
  let told: string[];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kkotgil-views-'));
    path = join(folder, 'views.db');
    told = [];
    const setAside = () => {
      for (const part of ['', '-wal', '-shm']) renameSync(`${path}${part}`, `${path}.aside${part}`);
      return 'views.db.aside';
    };
    store = openEmbeddedViewStore({ path, healing: { setAside, told: (_facts, message) => void told.push(message) } });
    await create();
    await put('1');
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const create = async () => {
    await store.create(VIEW, { fingerprint: 'f', logId: 'l', purpose: 'keep', indexes: ['newest'] });
    await store.goLive(ref);
  };
  const put = (position: string) =>
    store.apply(ref, {
      documents: [{ id: 'a', position, body: { status: 'Paid' }, keys: { newest: '1' } }],
      parked: [],
      position,
    });
  const behindItsBack = (sql: string) => {
    const db = new DatabaseSync(path);
    db.exec(sql);
    db.close();
  };

  it('says which version holds a document that is not what was written, until it is written anew', async () => {
    const damaged: ViewRef[] = [];
    store.onDamage((version) => void damaged.push(version));
    expect((await store.load(ref, ['a'])).get('a')).toEqual({ position: '1', body: { status: 'Paid' } });
    behindItsBack(`UPDATE view_order_status_1 SET body = '{"status":"Pait"}'`);
    await yieldToEventLoop();
    expect((await store.load(ref, ['a'])).get('a')).toMatchObject({ body: null, damaged: true });
    expect(await store.scan(ref, null, 9)).toMatchObject([{ id: 'a', damaged: true }]);
    expect(damaged).toEqual([ref, ref]);
    await put('1');
    expect((await store.load(ref, ['a'])).get('a')).toEqual({ position: '1', body: { status: 'Paid' } });
  });

  it('takes documents of an earlier release, which have no checksum, as they are', async () => {
    behindItsBack('UPDATE view_order_status_1 SET checksum = NULL');
    expect((await store.load(ref, ['a'])).get('a')).toEqual({ position: '1', body: { status: 'Paid' } });
  });

  it('puts a file aside that is no database any more, and goes on with a new one', async () => {
    await store.close();
    store = openEmbeddedViewStore({
      path,
      healing: { setAside: () => aside(), told: (_facts, message) => void told.push(message) },
    });
    const aside = () => {
      renameSync(path, `${path}.aside`);
      return 'views.db.aside';
    };
    rmSync(`${path}-wal`, { force: true });
    writeFileSync(path, Buffer.alloc(50_000, 0x41));
    await expect(store.load(ref, ['a'])).rejects.toThrow(StoreUnavailable);
    expect(told).toHaveLength(1);
    expect((await store.view(VIEW)).versions).toEqual([]);
    await create();
    await put('1');
    expect((await store.load(ref, ['a'])).size).toBe(1);
  });
});
