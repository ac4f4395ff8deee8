import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '../../../../src/platform/eventstore/event-store.ts';
import {
  type EmbeddedViews,
  openEmbeddedViewStore,
} from '../../../../src/platform/views/embedded/embedded-view-store.ts';
import { FillingStore } from '../../../../src/platform/views/embedded/filling-store.ts';
import { indexKey } from '../../../../src/platform/views/view.ts';

const ref = { view: 'notices', version: 1 };
const indexes = ['at', 'order'];
const byOwner = { ownerOf: () => 'order-1' };

/** A notice of an order, as of a position. */
function notice(id: string, position: string, text = position) {
  const order = 'order-1';
  return {
    id,
    position,
    body: { order, text },
    keys: { at: indexKey(position, id), order: indexKey(order, position, id) },
  };
}

describe.each([
  ['ids', undefined],
  ['their owner', 'order'],
])('documents that are found by %s while their version is filled', (_, by) => {
  let folder: string;
  let serving: EmbeddedViews;
  let filling: FillingStore;
  const apply = (position: string, ...documents: ReturnType<typeof notice>[]) =>
    filling.apply(ref, { documents, parked: [], position });
  const load = (id: string) => filling.load(ref, [id], byOwner).then((found) => found.get(id));
  const again = () => {
    filling.close();
    filling = new FillingStore(join(folder, 'views.db'));
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kkotgil-filling-'));
    serving = openEmbeddedViewStore({ path: join(folder, 'views.db') });
    await serving.create(ref.view, { purpose: 'keep', fingerprint: 'f', logId: 'l', indexes });
    serving.beginFilling([ref], () => by);
    filling = new FillingStore(join(folder, 'views.db'));
  });
  afterEach(async () => {
    filling.close();
    await serving.close();
    rmSync(folder, { recursive: true });
  });

  it('are written again in place of what they were, also by who begins in the middle', async () => {
    await apply('2', notice('a', '1'), notice('b', '2'));
    expect(await load('c')).toBeUndefined();
    await apply('3', notice('a', '3'), notice('c', '3'));
    again();
    expect(await load('a')).toEqual({ position: '3', body: { order: 'order-1', text: '3' } });
    await apply('4', notice('b', '4', '생일 축하해 🌷'), notice('d', '4'));
    while (filling.makeIndex(ref));
    serving.endFilling([ref], false);

    expect((await serving.scan(ref, null, 10)).map(({ id, position }) => [id, position])).toEqual([
      ['a', '3'],
      ['b', '4'],
      ['c', '3'],
      ['d', '4'],
    ]);
    const query = { index: 'order', prefix: 'order-1|', direction: 'ascending', after: null, limit: 10 } as const;
    expect((await serving.find(ref, query)).map(({ body }) => (body as { text: string }).text)).toEqual([
      '3',
      '3',
      '생일 축하해 🌷',
      '4',
    ]);
    expect((await serving.load(ref, ['b'])).get('b')).toEqual({
      position: '4',
      body: { order: 'order-1', text: '생일 축하해 🌷' },
    });
    expect((await serving.view(ref.view)).versions[0]?.position).toBe('4');
  });

  it('stay as they are when something older comes', async () => {
    await apply('5', notice('a', '5'));
    await apply('5', notice('a', '4'));
    expect(await load('a')).toMatchObject({ position: '5' });
  });

  it('give way to what is written next when they are not what was written', async () => {
    await apply('5', notice('a', '5'));
    const other = new DatabaseSync(join(folder, 'views.db'));
    other.exec(`UPDATE view_notices_1 SET body = '{"order":"order-1","text":"6"}'`);
    other.close();
    expect(await load('a')).toMatchObject({ damaged: true });
    await apply('5', notice('a', '3'));
    expect(await load('a')).toMatchObject({ position: '3', body: { text: '3' } });
  });

  it('can not be asked for by their ids where those have no index', async () => {
    await apply('1', notice('a', '1'));
    const asked = serving.load(ref, ['a']);
    if (by === undefined) expect((await asked).get('a')).toMatchObject({ position: '1' });
    else await expect(asked).rejects.toThrow(StoreUnavailable);
  });

  it('are all refused when one of them can not be written', async () => {
    const broken = { ...notice('b', '2'), body: { text: 1n } };
    await expect(Promise.all([apply('1', notice('a', '1')), apply('2', broken as never)])).rejects.toThrow('BigInt');
    expect(await load('a')).toBeUndefined();
    expect(filling.view(ref.view).versions[0]?.position).toBe('');
  });
});

it('is filled as it is where an earlier release has made a table whose index of ids can not be left out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kkotgil-filling-'));
  const serving = openEmbeddedViewStore({ path: join(folder, 'views.db') });
  await serving.create(ref.view, { purpose: 'keep', fingerprint: 'f', logId: 'l', indexes });
  serving.writeBeside((db) =>
    db.exec(`DROP TABLE view_notices_1; CREATE TABLE view_notices_1 (
      id TEXT PRIMARY KEY, position TEXT NOT NULL, body TEXT NOT NULL, key_0 TEXT, key_1 TEXT) STRICT;
      CREATE INDEX view_notices_1_key_0 ON view_notices_1 (key_0); CREATE INDEX view_notices_1_key_1 ON view_notices_1 (key_1)`),
  );
  serving.beginFilling([ref], () => 'order');
  const filling = new FillingStore(join(folder, 'views.db'));
  await filling.apply(ref, { documents: [notice('a', '1')], parked: [], position: '1' });
  await filling.apply(ref, { documents: [notice('a', '2')], parked: [], position: '2' });
  while (filling.makeIndex(ref));
  filling.close();
  serving.endFilling([ref], false);
  expect(serving.isBare(ref)).toBe(false);
  expect(await serving.scan(ref, null, 10)).toMatchObject([{ id: 'a', position: '2' }]);
  await serving.close();
  rmSync(folder, { recursive: true });
});
