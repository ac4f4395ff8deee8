import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { START } from '../../../src/platform/eventstore/event-store.ts';
import {
  type ComparisonReport,
  type DocumentChange,
  type IndexQuery,
  type NewVersion,
  NoSuchVersion,
  type ViewRef,
  type ViewStore,
} from '../../../src/platform/views/view-store.ts';

export interface ViewStoreUnderTest {
  readonly store: ViewStore;
  reopen(): Promise<ViewStore>;
  cleanUp(): Promise<void>;
}

const VIEW = 'order-status';
const INDEXES = ['newest', 'status'];
const at = (n: number) => String(n).padStart(4, '0');

const newVersion = (fingerprint = 'v1', purpose: NewVersion['purpose'] = 'keep', indexes = INDEXES): NewVersion => ({
  fingerprint,
  logId: 'log-1',
  purpose,
  indexes,
});

/** A document of a list, with its place in both indexes. */
function document(id: string, position: number, status: string, day = id): DocumentChange {
  return {
    id,
    position: at(position),
    body: { id, status, n: position },
    keys: { newest: `${day}|${id}`, status: `${status}|${day}|${id}` },
  };
}

/** What every view store has to do, whatever it keeps its documents in. */
export function viewStoreContract(name: string, open: () => Promise<ViewStoreUnderTest>): void {
  describe(`the view store on ${name}`, () => {
    let under: ViewStoreUnderTest;
    let store: ViewStore;
    let ref: ViewRef;
    beforeEach(async () => {
      under = await open();
      store = under.store;
      ref = await create();
      await store.goLive(ref);
    });
    afterEach(() => under.cleanUp());

    const create = async (version = newVersion(), view = VIEW): Promise<ViewRef> => ({
      view,
      version: (await store.create(view, version)).version,
    });
    const apply = (position: number, ...documents: DocumentChange[]) =>
      store.apply(ref, { documents, parked: [], position: at(position) });
    const stored = async ({ view, version } = ref, from = store) =>
      (await from.view(view)).versions.find((each) => each.version === version);
    const bodyOf = async (id: string, of = ref, from = store) => (await from.load(of, [id])).get(id)?.body;
    const ids = async (query: Partial<IndexQuery>, of = ref) => {
      const all = { index: 'newest', prefix: '', direction: 'ascending', after: null, limit: 100, ...query } as const;
      return (await store.find(of, all)).map(({ body }) => (body as { id: string }).id);
    };

    it('knows nothing of a view that was never made', async () => {
      expect(await store.view('reviews')).toEqual({ live: null, versions: [], reports: {} });
    });

    it('makes a version at the start of history', async () => {
      expect(await store.create('reviews', newVersion('r1', 'build', []))).toEqual({
        version: 1,
        fingerprint: 'r1',
        logId: 'log-1',
        purpose: 'build',
        position: START,
        parked: [],
      });
      expect(await store.view('reviews')).toMatchObject({ live: null, versions: [{ version: 1, purpose: 'build' }] });
    });

    it('keeps documents and the position that speaks for them', async () => {
      await apply(7, document('a', 5, 'Paid'), document('b', 7, 'Paid'));
      expect(await stored()).toMatchObject({ position: at(7) });
      expect(await store.load(ref, ['a', 'b', 'c'])).toEqual(
        new Map([
          ['a', { position: at(5), body: { id: 'a', status: 'Paid', n: 5 } }],
          ['b', { position: at(7), body: { id: 'b', status: 'Paid', n: 7 } }],
        ]),
      );
    });

    it('lets a newer document replace an older one, and never the other way round', async () => {
      await apply(5, document('a', 5, 'Paid'));
      await apply(6, document('a', 6, 'Preparing'));
      await apply(6, document('a', 5, 'Paid'));
      await apply(6, document('a', 6, 'Cancelled'));
      expect(await bodyOf('a')).toMatchObject({ status: 'Preparing' });
    });

    it('stores changes of several views that come at once, and refuses among them only what it has to', async () => {
      const other = await create(newVersion(), 'reviews');
      const gone = await create(newVersion(), 'notifications');
      await store.drop(gone);
      const changes = { documents: [document('a', 1, 'Paid')], parked: [], position: at(1) };
      const results = await Promise.allSettled([ref, gone, other].map((each) => store.apply(each, changes)));
      expect(results).toMatchObject([
        { status: 'fulfilled' },
        { status: 'rejected', reason: expect.any(NoSuchVersion) },
        { status: 'fulfilled' },
      ]);
      for (const each of [ref, other]) {
        expect(await bodyOf('a', each)).toMatchObject({ id: 'a' });
        expect(await stored(each)).toMatchObject({ position: at(1) });
      }
    });

    it('never moves its position back', async () => {
      await apply(9);
      await apply(4);
      expect(await stored()).toMatchObject({ position: at(9) });
    });

    it('finds by index, in both directions, only what has the prefix', async () => {
      await apply(
        4,
        document('a', 1, 'Paid'),
        document('b', 2, 'Preparing'),
        document('c', 3, 'Paid'),
        document('d', 4, 'PaidX'),
      );
      expect(await ids({})).toEqual(['a', 'b', 'c', 'd']);
      expect(await ids({ direction: 'descending' })).toEqual(['d', 'c', 'b', 'a']);
      expect(await ids({ index: 'status', prefix: 'Paid|' })).toEqual(['a', 'c']);
      expect(await ids({ index: 'status', prefix: 'Paid|', direction: 'descending', limit: 1 })).toEqual(['c']);
      expect(await ids({ index: 'status', prefix: 'None|' })).toEqual([]);
    });

    it('moves a document to another place of an index, and out of one', async () => {
      await apply(1, document('a', 1, 'Paid'));
      await apply(2, { ...document('a', 2, 'Preparing'), keys: { newest: null, status: 'Preparing|a|a' } });
      expect(await ids({ index: 'status', prefix: 'Paid|' })).toEqual([]);
      expect(await ids({ index: 'status', prefix: 'Preparing|' })).toEqual(['a']);
      expect(await ids({})).toEqual([]);
    });

    it.each(['ascending', 'descending'] as const)('pages %s through everything, once', async (direction) => {
      const names = [...Array(25)].map((_, n) => `d${at(n)}`);
      // Several of the same day: the id tells them apart.
      await apply(25, ...names.map((id, n) => document(id, n + 1, 'Paid', `day-${Math.floor(n / 4)}`)));
      const seen: string[] = [];
      for (let after: string | null = null; ; ) {
        const page = await store.find(ref, { index: 'status', prefix: 'Paid|', direction, after, limit: 4 });
        if (page.length === 0) break;
        seen.push(...page.map(({ body }) => (body as { id: string }).id));
        after = page.at(-1)?.key ?? null;
      }
      expect(direction === 'ascending' ? seen : seen.toReversed()).toEqual(names);
    });

    it('refuses an index that the view does not have', async () => {
      await expect(ids({ index: 'price' })).rejects.toBeInstanceOf(TypeError);
    });

    it('scans the documents in the order of their ids, page by page', async () => {
      await apply(5, ...['d', 'b', 'a', 'e', 'c'].map((id, n) => document(id, n + 1, 'Paid')));
      const first = await store.scan(ref, null, 3);
      expect(first.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
      expect(first[0]).toEqual({ id: 'a', position: at(3), body: { id: 'a', status: 'Paid', n: 3 } });
      expect((await store.scan(ref, 'c', 3)).map(({ id }) => id)).toEqual(['d', 'e']);
      expect(await store.scan(ref, 'e', 3)).toEqual([]);
    });

    it('keeps what is parked, and everything else, when it is opened anew', async () => {
      const parked = [{ id: 'b', position: at(3), reason: 'OrderPaid: cannot read' }];
      await store.apply(ref, { documents: [document('a', 2, 'Paid')], parked, position: at(3) });
      const again = await under.reopen();
      expect(await again.view(VIEW)).toMatchObject({ live: 1, versions: [{ version: 1, position: at(3), parked }] });
      expect(await bodyOf('a', ref, again)).toMatchObject({ status: 'Paid' });
      expect((await again.create(VIEW, newVersion('v2'))).version).toBe(2);
    });

    it('parks no more what is said to be healed', async () => {
      const parked = ['a', 'b'].map((id) => ({ id, position: at(3), reason: 'fault' }));
      await store.apply(ref, { documents: [], parked, position: at(3) });
      await store.apply(ref, { documents: [document('a', 3, 'Paid')], parked: [], unparked: ['a'], position: at(3) });
      expect(await stored()).toMatchObject({ parked: [{ id: 'b' }] });
      expect(await bodyOf('a')).toMatchObject({ status: 'Paid' });
    });

    it('builds a version beside the live one, with documents, places and parked ones of its own', async () => {
      await apply(2, document('a', 2, 'Paid'));
      const beside = await create(newVersion('v2', 'build', ['newest', 'due']));
      expect(beside.version).toBe(2);
      await store.apply(beside, {
        documents: [{ ...document('b', 1, 'Paid'), keys: { newest: 'b|b', due: 'x|b' } }],
        parked: [{ id: 'c', position: at(1), reason: 'fault' }],
        position: at(1),
      });
      expect(await ids({})).toEqual(['a']);
      expect(await ids({}, beside)).toEqual(['b']);
      expect(await ids({ index: 'due', prefix: 'x|' }, beside)).toEqual(['b']);
      await expect(ids({ index: 'due' })).rejects.toBeInstanceOf(TypeError);
      expect(await stored()).toMatchObject({ position: at(2), parked: [] });
      expect(await stored(beside)).toMatchObject({ position: at(1), parked: [{ id: 'c' }] });
    });

    it('switches to another version at once, keeps the former one, and switches back', async () => {
      await apply(2, document('a', 2, 'Paid'));
      const beside = await create(newVersion('v2', 'build'));
      expect((await store.view(VIEW)).live).toBe(1);
      await store.goLive(beside);
      expect(await store.view(VIEW)).toMatchObject({
        live: 2,
        versions: [
          { version: 1, purpose: 'keep', position: at(2) },
          { version: 2, purpose: 'keep', fingerprint: 'v2' },
        ],
      });
      expect(await bodyOf('a')).toMatchObject({ status: 'Paid' });
      await store.goLive(ref);
      expect((await store.view(VIEW)).live).toBe(1);
    });

    it('keeps a version that was built, without letting it go live', async () => {
      const beside = await create(newVersion('v2', 'build'));
      await store.keep(beside);
      expect(await store.view(VIEW)).toMatchObject({
        live: 1,
        versions: [{ version: 1 }, { version: 2, purpose: 'keep' }],
      });
      await store.drop(beside);
      await expect(store.keep(beside)).rejects.toBeInstanceOf(NoSuchVersion);
    });

    it('switches over one version alone, when that is asked', async () => {
      const [second, third] = [await create(newVersion('v2', 'build')), await create(newVersion('v3', 'build'))];
      expect(await store.goLive(second, 1)).toBe(true);
      expect(await store.goLive(third, 1)).toBe(false);
      expect(await store.view(VIEW)).toMatchObject({ live: 2, versions: [{}, {}, { version: 3, purpose: 'build' }] });
      expect(await store.goLive(third, 2)).toBe(true);
      expect((await store.view(VIEW)).live).toBe(3);
    });

    it('drops a version with all that is in it, but never the live one, and never gives its number again', async () => {
      const beside = await create(newVersion('v2', 'verify'));
      await expect(store.drop(ref)).rejects.toBeInstanceOf(TypeError);
      await store.drop(beside);
      await store.drop(beside);
      expect((await store.view(VIEW)).versions).toHaveLength(1);
      await expect(store.load(beside, ['a'])).rejects.toBeInstanceOf(NoSuchVersion);
      await expect(
        store.find(beside, { index: 'newest', prefix: '', direction: 'ascending', after: null, limit: 1 }),
      ).rejects.toBeInstanceOf(NoSuchVersion);
      await expect(store.goLive(beside)).rejects.toBeInstanceOf(TypeError);
      expect((await create()).version).toBe(3);
    });

    it('keeps the last report of each kind', async () => {
      const report: ComparisonReport = {
        at: '2026-05-08T03:00:00.000Z',
        live: 1,
        rebuilt: 2,
        position: at(3),
        compared: 3,
        differing: 1,
        different: [{ id: 'a', kind: 'changed', pointers: ['/status'] }],
        tookMs: 12,
        fault: null,
      };
      await store.report(VIEW, 'verify', { ...report, compared: 1 });
      await store.report(VIEW, 'verify', report);
      expect((await store.view(VIEW)).reports).toEqual({ verify: report });
    });

    it('tells in one look how all views stand', async () => {
      const built = await create(newVersion('v2', 'build'));
      await create(newVersion(), 'menu');
      await apply(3, document('a', 3, 'Paid'));
      const { live, versions } = await store.view(VIEW);
      const standings = await store.standings();
      expect([...standings.keys()].sort()).toEqual(['menu', VIEW]);
      expect(standings.get(VIEW)).toEqual({ live, versions: versions.map(({ parked: _, ...version }) => version) });
      expect(standings.get(VIEW)?.versions.map(({ version }) => version)).toEqual([ref.version, built.version]);
      expect(standings.get('menu')?.live).toBeNull();
      await store.goLive(built);
      expect((await store.standings()).get(VIEW)?.live).toBe(built.version);
    });

    it('keeps views apart', async () => {
      const reviews = await create(newVersion('r1'), 'reviews');
      await apply(1, document('a', 1, 'Paid'));
      expect((await store.load(reviews, ['a'])).size).toBe(0);
      expect(await stored(reviews)).toMatchObject({ position: START });
    });
  });
}
