import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '../../../../src/platform/eventstore/event-store.ts';
import { putWitness } from '../../../../src/platform/folder/witness.ts';
import { yieldToEventLoop } from '../../../../src/platform/runtime/yield.ts';
import {
  type EmbeddedViews,
  openEmbeddedViewStore,
} from '../../../../src/platform/views/embedded/embedded-view-store.ts';
import type { ViewRef } from '../../../../src/platform/views/view-store.ts';

const VIEW = 'order-status';
const ref: ViewRef = { view: VIEW, version: 1 };

describe('a document of the embedded views that is at hand', () => {
  let folder: string;
  let store: EmbeddedViews;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kkotgil-views-'));
    store = openEmbeddedViewStore({ path: join(folder, 'views.db') });
    await store.create(VIEW, { fingerprint: 'f', logId: 'l', purpose: 'keep', indexes: [] });
    await put('1', 'Paid');
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const put = (position: string, status: string, parked: readonly string[] = []) =>
    store.apply(ref, {
      documents: [{ id: 'a', position, body: { status }, keys: {} }],
      parked: parked.map((id) => ({ id, position, reason: 'of the test' })),
      position,
    });
  const loaded = async () => (await store.load(ref, ['a', 'b'])).get('a');

  it('is the same object as long as nobody writes it', async () => {
    const document = await loaded();
    expect(document).toEqual({ position: '1', body: { status: 'Paid' } });
    expect((await loaded())?.body).toBe(document?.body);
    await put('2', 'Delivered');
    expect(await loaded()).toEqual({ position: '2', body: { status: 'Delivered' } });
  });

  it('is the same object after the file was told something that is no view’s, every second of a busy shop', async () => {
    const document = await loaded();
    store.writeBeside((db) =>
      putWitness(db, { logId: 'l', events: 1, hash: '', keys: { id: null, made: 0, destroyed: 0 } }),
    );
    await yieldToEventLoop();
    expect((await loaded())?.body).toBe(document?.body);
  });

  it('stays as it is when an older one comes', async () => {
    await put('2', 'Delivered');
    await put('1', 'Paid');
    expect(await loaded()).toEqual({ position: '2', body: { status: 'Delivered' } });
  });

  it('is what lies in the file after a write that came to nothing', async () => {
    await expect(put('2', 'Delivered', [null as never])).rejects.toThrow(StoreUnavailable);
    expect(await loaded()).toEqual({ position: '1', body: { status: 'Paid' } });
  });

  it('is read again once somebody else has written to the file', async () => {
    await loaded();
    const other = new DatabaseSync(join(folder, 'views.db'));
    other.exec('DELETE FROM view_order_status_1');
    other.close();
    await yieldToEventLoop();
    expect(await loaded()).toBeUndefined();
  });
});
