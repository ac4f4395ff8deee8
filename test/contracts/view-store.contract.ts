import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { START } from '../../src/eventstore/event-store.ts';
import type { DocumentChange, IndexQuery, ViewStore } from '../../src/projections/view-store.ts';

export interface ViewStoreUnderTest {
  readonly store: ViewStore;
  reopen(): Promise<ViewStore>;
  cleanUp(): Promise<void>;
}

const VIEW = 'order-status';
const INDEXES = ['newest', 'status'];
const at = (n: number) => String(n).padStart(4, '0');

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
    beforeEach(async () => {
      under = await open();
      store = under.store;
      await store.open(VIEW, 'v1', INDEXES);
    });
    afterEach(() => under.cleanUp());

    const apply = (position: number, ...documents: DocumentChange[]) =>
      store.apply(VIEW, { documents, parked: [], position: at(position) });
    const bodyOf = async (id: string, from = store) => (await from.load(VIEW, [id])).get(id)?.body;
    const ids = async (query: Partial<IndexQuery>) => {
      const all = { index: 'newest', prefix: '', direction: 'ascending', after: null, limit: 100, ...query } as const;
      return (await store.find(VIEW, all)).map(({ body }) => (body as { id: string }).id);
    };

    it('opens a new view at the start, as its first version', async () => {
      expect(await store.open('reviews', 'r1', [])).toEqual({ version: 1, position: START, parked: [] });
      expect(await store.position('reviews')).toBe(START);
      expect(await store.position('never opened')).toBe(null);
    });

    it('keeps documents and the position that speaks for them', async () => {
      await apply(7, document('a', 5, 'Paid'), document('b', 7, 'Paid'));
      expect(await store.position(VIEW)).toBe(at(7));
      expect(await store.load(VIEW, ['a', 'b', 'c'])).toEqual(
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

    it('never moves its position back', async () => {
      await apply(9);
      await apply(4);
      expect(await store.position(VIEW)).toBe(at(9));
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
        const page = await store.find(VIEW, { index: 'status', prefix: 'Paid|', direction, after, limit: 4 });
        if (page.length === 0) break;
        seen.push(...page.map(({ body }) => (body as { id: string }).id));
        after = page.at(-1)?.key ?? null;
      }
      expect(direction === 'ascending' ? seen : seen.toReversed()).toEqual(names);
    });

    it('refuses an index that the view does not have', async () => {
      await expect(ids({ index: 'price' })).rejects.toBeInstanceOf(TypeError);
    });

    it('keeps what is parked, and everything else, when it is opened anew', async () => {
      const parked = [{ id: 'b', position: at(3), reason: 'OrderPaid: cannot read' }];
      await store.apply(VIEW, { documents: [document('a', 2, 'Paid')], parked, position: at(3) });
      const again = await under.reopen();
      expect(await again.open(VIEW, 'v1', INDEXES)).toMatchObject({ version: 1, position: at(3), parked });
      expect(await bodyOf('a', again)).toMatchObject({ status: 'Paid' });
    });

    it('begins a further version with nothing of the old when the fingerprint has changed, or when told to', async () => {
      const parked = [{ id: 'b', position: at(3), reason: 'fault' }];
      await store.apply(VIEW, { documents: [document('a', 2, 'Paid')], parked, position: at(3) });
      expect(await store.open(VIEW, 'v2', [...INDEXES, 'due'])).toEqual({ version: 2, position: START, parked: [] });
      expect(await bodyOf('a')).toBe(undefined);
      await apply(4, document('a', 1, 'Paid'));
      expect(await ids({})).toEqual(['a']);
      expect(await store.beginAnew(VIEW, 'v2', INDEXES)).toEqual({ version: 3, position: START, parked: [] });
      expect(await ids({})).toEqual([]);
    });

    it('keeps views apart', async () => {
      await store.open('reviews', 'r1', INDEXES);
      await apply(1, document('a', 1, 'Paid'));
      expect((await store.load('reviews', ['a'])).size).toBe(0);
      expect(await store.position('reviews')).toBe(START);
    });
  });
}
