import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '../../../../src/platform/eventstore/event-store.ts';
import { systemTimer } from '../../../../src/platform/runtime/system.ts';
import {
  type EmbeddedViews,
  type EmbeddedViewsOptions,
  openEmbeddedViewStore,
} from '../../../../src/platform/views/embedded/embedded-view-store.ts';
import type { DocumentChange, IndexQuery, ViewRef } from '../../../../src/platform/views/view-store.ts';

const VIEW = 'order-status';
const ref: ViewRef = { view: VIEW, version: 1 };
/** Longer than a test takes. */
const LONG_MS = 60_000;

const at = (n: number) => String(n).padStart(4, '0');

function document(id: string, position: number, status: string): DocumentChange {
  return { id, position: at(position), body: { id, status }, keys: { status: `${status}|${id}` } };
}

describe('views that are written behind', () => {
  let folder: string;
  let path: string;
  let opened: EmbeddedViews[];
  let store: EmbeddedViews;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kkotgil-views-'));
    path = join(folder, 'views.db');
    opened = [];
    store = open({ behindMs: LONG_MS });
    await store.create(VIEW, { fingerprint: 'f', logId: 'l', purpose: 'keep', indexes: ['status'] });
  });
  afterEach(async () => {
    for (const each of opened) await each.close();
    rmSync(folder, { recursive: true });
  });

  function open(options: Omit<EmbeddedViewsOptions, 'path'>): EmbeddedViews {
    const views = openEmbeddedViewStore({ path, ...options });
    opened.push(views);
    return views;
  }

  const apply = (position: number, ...documents: DocumentChange[]) =>
    store.apply(ref, { documents, parked: [], position: at(position) });

  /** As somebody finds it who opens the file now: what a crash would leave. */
  function inFile(): { position: unknown; documents: string[] } {
    const db = new DatabaseSync(path, { readOnly: true });
    try {
      const documents = db.prepare('SELECT id, body FROM view_order_status_1 ORDER BY id').all();
      return {
        position: db.prepare('SELECT position FROM versions').get()?.position,
        documents: documents.map(({ body }) => (JSON.parse(body as string) as { status: string }).status),
      };
    } finally {
      db.close();
    }
  }

  const find = async (query: Partial<IndexQuery>) => {
    const all = { index: 'status', prefix: '', direction: 'ascending', after: null, limit: 100, ...query } as const;
    return (await store.find(ref, all)).map(({ key }) => key);
  };

  it('leave in the file neither a document nor the position that speaks for it, and tell of both', async () => {
    await apply(1, document('a', 1, 'Paid'));
    expect(inFile()).toEqual({ position: '', documents: [] });
    expect((await store.view(VIEW)).versions).toMatchObject([{ position: at(1) }]);
    expect((await store.standings()).get(VIEW)?.versions).toMatchObject([{ position: at(1) }]);
    expect((await store.load(ref, ['a'])).get('a')).toEqual({ position: at(1), body: { id: 'a', status: 'Paid' } });
  });

  it('write what has changed several times once, after a while, and then also what comes later', async () => {
    await store.close();
    store = open({ behindMs: 5 });
    for (const [first, last] of [
      [1, 3],
      [4, 6],
    ] as const) {
      for (let n = first; n <= last; n++) await apply(n, document('a', n, `status-${n}`));
      while (inFile().position !== at(last)) await systemTimer.sleep(5);
      expect(inFile().documents).toEqual([`status-${last}`]);
    }
  });

  it('find a document only where it stands by now, whatever the file says', async () => {
    await apply(3, document('a', 1, 'Paid'), document('b', 2, 'Paid'), document('c', 3, 'Preparing'));
    await store.scan(ref, null, 1);
    expect(inFile().documents).toHaveLength(3);
    await apply(5, document('b', 4, 'Preparing'), document('d', 5, 'Paid'));
    expect(await find({ prefix: 'Paid|' })).toEqual(['Paid|a', 'Paid|d']);
    expect(await find({ prefix: 'Preparing|' })).toEqual(['Preparing|b', 'Preparing|c']);
    for (const direction of ['ascending', 'descending'] as const) {
      const pages: string[] = [];
      for (let after: string | null = null; pages.length < 9; ) {
        const [next] = await find({ direction, after, limit: 1 });
        if (next === undefined) break;
        pages.push(next);
        after = next;
      }
      const all = ['Paid|a', 'Paid|d', 'Preparing|b', 'Preparing|c'];
      expect(pages).toEqual(direction === 'ascending' ? all : all.toReversed());
    }
    expect(inFile().documents).toEqual(['Paid', 'Paid', 'Preparing']);
  });

  it('let an older change lose, against what is held back and against what is written', async () => {
    await apply(2, document('a', 2, 'Preparing'));
    await apply(2, document('a', 1, 'Paid'));
    expect((await store.load(ref, ['a'])).get('a')?.position).toBe(at(2));
    await store.scan(ref, null, 1);
    await apply(2, document('a', 1, 'Paid'));
    expect((await store.load(ref, ['a'])).get('a')?.position).toBe(at(2));
    await store.close();
    expect(inFile()).toEqual({ position: at(2), documents: ['Preparing'] });
  });

  it('are written together with what must not wait: something parked, or a long history', async () => {
    await apply(1, document('a', 1, 'Paid'));
    await store.apply(ref, { documents: [], parked: [{ id: 'x', position: at(2), reason: 'test' }], position: at(2) });
    expect(inFile()).toEqual({ position: at(2), documents: ['Paid'] });
    await apply(3, document('a', 3, 'Preparing'));
    await apply(200, ...[...Array(100)].map((_, n) => document(`h${at(n)}`, 4 + n, 'Paid')));
    expect(inFile()).toMatchObject({ position: at(200), documents: { length: 101 } });
    expect(inFile().documents[0]).toBe('Preparing');
  });

  it('are in the file before it is scrubbed', async () => {
    await apply(1, document('a', 1, 'somebody'));
    await store.scan(ref, null, 1);
    await apply(2, document('a', 2, 'erased'));
    await store.scrub();
    expect(inFile()).toEqual({ position: at(2), documents: ['erased'] });
  });

  it('stay readable while the file can’t be written, and are written when it can be again', async () => {
    await store.close();
    store = open({ behindMs: 5, busyMs: 1 });
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    await apply(1, document('a', 1, 'Paid'));
    await systemTimer.sleep(50);
    expect(await find({})).toEqual(['Paid|a']);
    await expect(store.scan(ref, null, 1)).rejects.toThrow(StoreUnavailable);
    other.exec('COMMIT');
    other.close();
    while (inFile().position !== at(1)) await systemTimer.sleep(5);
    expect(inFile().documents).toEqual(['Paid']);
  });

  it('tell whoever brings more that earlier ones can’t be written, where the file is not at fault', async () => {
    await store.close();
    store = open({ behindMs: 5 });
    const keyless = {
      ...document('a', 1, 'Paid'),
      get keys(): never {
        throw new TypeError('no key');
      },
    };
    await apply(1, keyless);
    const bringing = async () => {
      for (let position = 2; ; position++) {
        await systemTimer.sleep(5);
        await apply(position, document('b', position, 'Paid'));
      }
    };
    await expect(bringing()).rejects.toThrow('no key');
    await apply(9_000, document('a', 9_000, 'Preparing'));
    while (inFile().position !== at(9_000)) await systemTimer.sleep(5);
    expect(inFile().documents).toContain('Preparing');
  });

  it('never go into the file of a version that has taken the place of theirs', async () => {
    await apply(1, document('a', 1, 'Paid'));
    await store.drop(ref);
    await store.create(VIEW, { fingerprint: 'f', logId: 'l', purpose: 'keep', indexes: ['status'] });
    await store.close();
    const db = new DatabaseSync(path, { readOnly: true });
    expect(db.prepare('SELECT version, position FROM versions').all()).toMatchObject([{ version: 2, position: '' }]);
    db.close();
  });
});
