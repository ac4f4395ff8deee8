import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Collection } from 'mongodb';
import { StoreUnavailable } from '../../../../src/platform/eventstore/event-store.ts';
import { connectMongo, type MongoConnection } from '../../../../src/platform/mongo/connect.ts';
import { MongoViewStore } from '../../../../src/platform/views/mongo/mongo-view-store.ts';
import type { DocumentChange, NewVersion, ViewChanges, ViewRef } from '../../../../src/platform/views/view-store.ts';
import { describeOnMongo } from '../../../support/mongo/describe-on-mongo.ts';
import { itUnless } from '../../../support/unless.ts';
import { until } from '../../../support/until.ts';

const VIEW = 'order-status';
const at = (n: number) => String(n).padStart(4, '0');
const newVersion: NewVersion = { purpose: 'keep', fingerprint: 'v1', logId: 'log-1', indexes: ['newest'] };
const document = (id: string, position: number, body: unknown = { n: position }): DocumentChange => ({
  id,
  position: at(position),
  body,
  keys: { newest: `${at(position)}|${id}` },
});
const changes = (position: number, documents: DocumentChange[], some: Partial<ViewChanges> = {}): ViewChanges => ({
  documents,
  parked: [],
  position: at(position),
  ...some,
});

await describeOnMongo('the view store at its limits', (mongo) => {
  let connection: MongoConnection;
  let database: string;
  let store: MongoViewStore;
  let ref: ViewRef;
  beforeEach(async () => {
    database = mongo.newDatabase();
    connection = await mongo.connect(database);
    store = await MongoViewStore.open(connection);
    ref = { view: VIEW, version: (await store.create(VIEW, newVersion)).version };
    await store.goLive(ref);
  });

  const another = async () => MongoViewStore.open(await mongo.connect(database));
  const collection = () => connection.db.collection<{ _id: string }>(`view_order_status_${ref.version}`);
  const everything = async () => {
    const documents = await store.scan(ref, null, 5_000);
    const listed = await store.find(ref, {
      index: 'newest',
      prefix: '',
      direction: 'ascending',
      after: null,
      limit: 5_000,
    });
    return { documents, listed, view: await store.view(VIEW) };
  };

  it('calls the server once to look for what is new, and twice for a batch or for how views stand', async () => {
    let calls = 0;
    const counted = await connectMongo({ url: mongo.url, database, appName: 'test', onCall: () => calls++ });
    try {
      const writer = await MongoViewStore.open(counted);
      const other = { view: 'reviews', version: (await writer.create('reviews', newVersion)).version };
      const cost = async (work: () => Promise<unknown>) => {
        const before = calls;
        await work();
        return calls - before;
      };
      const both = (n: number) => [ref, other].map((each) => writer.apply(each, changes(n, [document(`d${n}`, n)])));
      await Promise.all(both(1));

      expect(await cost(() => writer.load(ref, ['new'], { ownerOf: (id) => id }))).toBe(1);
      expect(await cost(() => writer.load(ref, ['new']))).toBe(2);
      expect(await cost(() => writer.apply(ref, changes(2, [document('a', 2)])))).toBe(2);
      // Documents of each, and the positions of both.
      expect(await cost(() => Promise.all(both(3)))).toBe(3);
      // How they stand, and what is parked in them.
      expect(await cost(() => Promise.all([VIEW, 'reviews', 'menu'].map((name) => writer.view(name))))).toBe(2);
    } finally {
      await counted.close();
    }
  });

  describe('given a crash between the documents and the position', () => {
    const batch = changes(4, [document('a', 3), document('b', 4)], {
      parked: [{ id: 'c', position: at(2), reason: 'fault' }],
    });
    /** A connection over which the position can't be moved. */
    const crashing = (): MongoConnection => ({
      ...connection,
      db: new Proxy(connection.db, {
        get: (db, member) => (member === 'collection' ? collectionOf : Reflect.get(db, member, db)),
      }),
    });
    const collectionOf = (name: string) => {
      const real: Collection = connection.db.collection(name);
      if (name !== 'views') return real;
      return Object.assign(Object.create(real), { bulkWrite: () => Promise.reject(new Error('crashed')) });
    };

    it('has kept the documents but not the position, and the same batch again changes nothing but that', async () => {
      await expect((await MongoViewStore.open(crashing())).apply(ref, batch)).rejects.toThrow('crashed');
      const crashed = await everything();
      expect(crashed.documents).toHaveLength(2);
      expect(crashed.view.versions).toMatchObject([{ position: '', parked: batch.parked }]);

      const redelivered = changes(
        4,
        batch.documents.map((each) => ({ ...each, body: 'made twice' })),
        { parked: batch.parked.map((each) => ({ ...each, reason: 'parked twice' })) },
      );
      await store.apply(ref, redelivered);
      const { versions, ...rest } = crashed.view;
      expect(await everything()).toEqual({
        ...crashed,
        view: { ...rest, versions: [{ ...versions[0], position: at(4) }] },
      });
    });
  });

  describe('given a stale writer', () => {
    it('changes nothing by documents, by what it parks, and by its position', async () => {
      const stale = await another();
      await stale.apply(
        ref,
        changes(2, [document('a', 1)], { parked: [{ id: 'b', position: at(2), reason: 'fault' }] }),
      );
      await store.apply(ref, changes(9, [document('a', 8)], { unparked: ['b'] }));
      const before = await everything();
      await stale.apply(
        ref,
        changes(5, [document('a', 5)], { parked: [{ id: 'b', position: at(3), reason: 'late' }] }),
      );
      expect(await everything()).toEqual(before);
      expect(before.view.versions).toMatchObject([{ position: at(9), parked: [] }]);
    });

    it('brings nothing back to life that was dropped', async () => {
      const stale = await another();
      const beside = { view: VIEW, version: (await store.create(VIEW, newVersion)).version };
      await stale.apply(beside, changes(2, [document('a', 1)]));
      await store.drop(beside);
      await expect(stale.apply(beside, changes(3, [document('a', 3)]))).rejects.toThrow(TypeError);
      await expect(stale.load(beside, ['a'])).rejects.toThrow(TypeError);
      const names = (await connection.db.listCollections().toArray()).map(({ name }) => name);
      expect(names).not.toContain(`view_order_status_${beside.version}`);
      expect(await connection.db.collection('viewsParked').countDocuments({ version: beside.version })).toBe(0);
    });

    it('is not told that there is nothing when the version that it asks is gone', async () => {
      const stale = await another();
      const beside = { view: VIEW, version: (await store.create(VIEW, newVersion)).version };
      await stale.apply(beside, changes(2, [document('a', 1)]));
      await store.drop(beside);
      await expect(stale.scan(beside, null, 10)).rejects.toThrow(TypeError);
      const first = { index: 'newest', prefix: '', direction: 'ascending', after: null, limit: 1 } as const;
      await expect(stale.find(beside, first)).rejects.toThrow(TypeError);
    });
  });

  it('given two writers at once, keeps the newest of each document', async () => {
    const other = await another();
    const ids = [...Array(60)].map((_, n) => `order-${at(n)}`);
    for (let round = 0; round < 5; round++) {
      const from = 10 * round;
      await Promise.all(
        [store, other, store, other].map((writer, n) =>
          writer.apply(
            ref,
            changes(
              from + n + 1,
              ids.map((id) => document(id, from + n + 1)),
            ),
          ),
        ),
      );
      const { documents, view } = await everything();
      expect(documents.map(({ id, position, body }) => [id, position, body])).toEqual(
        ids.map((id) => [id, at(from + 4), { n: from + 4 }]),
      );
      expect(view.versions).toMatchObject([{ position: at(from + 4) }]);
      await collection().deleteMany({});
    }
  });

  it('given processes that begin a view at once, gives each a number of its own', async () => {
    const stores = await Promise.all([...Array(6)].map(another));
    const made = await Promise.all(stores.map((each) => each.create('reviews', newVersion)));
    expect(made.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await store.view('reviews')).versions.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('takes in and gives back more documents than a server answers at once', async () => {
    const many = [...Array(1_100)].map((_, n) => document(`order-${at(n)}`, n + 1));
    await store.apply(ref, changes(1_100, many));
    const ids = many.map(({ id }) => id);
    expect([...(await store.load(ref, [...ids, 'unknown'])).keys()].sort()).toEqual(ids);
    const { documents, listed } = await everything();
    expect(documents.map(({ id }) => id)).toEqual(ids);
    expect(listed.map(({ key }) => key)).toEqual(many.map(({ keys }) => keys.newest));
  });

  describe('a body', () => {
    const kept = async (body: unknown) => {
      await collection().deleteMany({});
      await store.apply(ref, changes(1, [document('a', 1, body)]));
      return (await store.load(ref, ['a'])).get('a')?.body;
    };

    it.each([
      ['numbers of every size', { small: 1, large: 2 ** 31, larger: 2 ** 53 - 1, negative: -(2 ** 40), half: 0.5 }],
      ['names that mean something to the server', { $set: { 'a.b': 1 }, 'a%2Eb': 2, 'é.%': [{ $in: [] }], '': 3 }],
      ['names that mean something to its driver', { $ref: 'a', $id: 'b', _bsontype: 'ObjectId', _id: 1 }],
      ['texts', { korean: '꽃다발 🌷', empty: '', zero: 'a\0b', $date: '2026-05-08T03:00:00.000Z' }],
      ['emptiness', { none: null, list: [], map: {}, lists: [[], [null]] }],
      ['a text alone', 'text'],
    ])('comes back as it went in: %s', async (_, body) => {
      expect(await kept(body)).toStrictEqual(body);
    });

    it('comes back as JSON would have it', async () => {
      const body = { gone: undefined, list: [undefined, 1], day: new Date(0), not: Number.NaN };
      expect(await kept(body)).toStrictEqual(JSON.parse(JSON.stringify(body)));
    });

    it('comes back as it went in, whatever JSON can hold', async () => {
      const bodies = fc.sample(fc.jsonValue({ stringUnit: 'grapheme' }), { numRuns: 300, seed: 5 });
      await store.apply(
        ref,
        changes(
          1,
          bodies.map((body, n) => document(at(n), 1, { body })),
        ),
      );
      const stored = await store.scan(ref, null, bodies.length);
      expect(stored.map(({ body }) => body)).toEqual(bodies.map((body) => JSON.parse(JSON.stringify({ body }))));
    });
  });

  describe('when the server goes away', () => {
    itUnless(mongo.noOutage, 'is unavailable within three seconds, and goes on by itself once it is back', async () => {
      await store.apply(ref, changes(1, [document('a', 1)]));
      await mongo.outage?.begin();
      const asked = performance.now();
      const calls = [
        store.view(VIEW),
        store.create(VIEW, newVersion),
        store.goLive(ref),
        store.load(ref, ['a']),
        store.scan(ref, null, 1),
        store.apply(ref, changes(2, [document('a', 2)])),
      ];
      for (const call of await Promise.allSettled(calls)) {
        expect(call).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) });
      }
      expect(performance.now() - asked).toBeLessThan(3_500);
      await mongo.outage?.end();
      await until(async () => (await store.view(VIEW).catch(() => null)) !== null);
      expect((await store.load(ref, ['a'])).get('a')?.body).toEqual({ n: 1 });
      await store.apply(ref, changes(2, [document('a', 2)]));
      expect((await store.load(ref, ['a'])).get('a')?.body).toEqual({ n: 2 });
    });

    it('is unavailable once it is closed', async () => {
      await store.close();
      await expect(store.view(VIEW)).rejects.toThrow(StoreUnavailable);
    });
  });
});
