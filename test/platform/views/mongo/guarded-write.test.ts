import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Collection, MongoBulkWriteError } from 'mongodb';
import { type Positioned, writeNewer } from '../../../../src/platform/views/mongo/guarded-write.ts';
import { describeOnMongo } from '../../../support/mongo/describe-on-mongo.ts';

interface Thing extends Positioned {
  readonly size: number;
}

await describeOnMongo('a guarded write', (mongo) => {
  let things: Collection<Thing>;
  beforeEach(async () => {
    things = (await mongo.connect()).db.collection('things');
  });

  /** The collection to a writer that looks for the documents just before another one writes them for the first time. */
  const whileOthersWrite = (theirs: readonly Thing[]): Collection<Thing> => {
    const bulkWrite: Collection<Thing>['bulkWrite'] = async (updates, options) => {
      if (theirs.length === 0 || (await things.countDocuments()) > 0) return things.bulkWrite(updates, options);
      await things.insertMany([...theirs]);
      // It has found none of them, and takes them all for new.
      const inserts = updates.map((update) => {
        const { filter, update: change } = (update as { updateOne: { filter: Thing; update: { $set: Thing } } })
          .updateOne;
        return { insertOne: { document: { ...change.$set, _id: filter._id } } };
      });
      return things.bulkWrite(inserts, options);
    };
    return Object.assign(Object.create(things), { bulkWrite });
  };
  const all = () => things.find({}, { sort: { _id: 1 } }).toArray();

  it('replaces what is older and leaves what is as new or newer, in one go', async () => {
    await writeNewer(things, [
      { _id: 'a', position: '1', size: 1 },
      { _id: 'b', position: '2', size: 1 },
      { _id: 'c', position: '3', size: 1 },
    ]);
    await writeNewer(
      things,
      ['a', 'b', 'c', 'd'].map((_id) => ({ _id, position: '2', size: 2 })),
    );
    expect(await all()).toEqual([
      { _id: 'a', position: '2', size: 2 },
      { _id: 'b', position: '2', size: 1 },
      { _id: 'c', position: '3', size: 1 },
      { _id: 'd', position: '2', size: 2 },
    ]);
  });

  it('looks at its documents alone, however many there are beside them', async () => {
    const thing = (_id: number) => ({ _id: `${_id}`, position: '0', size: 0 });
    const some = Array.from({ length: 50 }, (_, index) => thing(index));
    let round = 0;
    /** The fastest of several, in milliseconds. */
    const writing = async () => {
      const times: number[] = [];
      for (let time = 0; time < 5; time++) {
        const position = `1${String(round++).padStart(3, '0')}`;
        const begun = performance.now();
        await writeNewer(
          things,
          some.map((each) => ({ ...each, position })),
        );
        times.push(performance.now() - begun);
      }
      return Math.min(...times);
    };
    await things.insertMany(some);
    // A server that has just been started is slower.
    await writing();
    const alone = await writing();
    await things.insertMany(Array.from({ length: 4_000 }, (_, index) => thing(1_000 + index)));
    expect(await writing()).toBeLessThan(8 * alone);
  });

  describe('when another writer makes the same new document at the same moment', () => {
    it('wins if it is the newer one, though it was refused at first', async () => {
      const racing = whileOthersWrite([{ _id: 'a', position: '1', size: 1 }]);
      await writeNewer(racing, [
        { _id: 'a', position: '2', size: 2 },
        { _id: 'b', position: '2', size: 2 },
      ]);
      expect(await all()).toEqual([
        { _id: 'a', position: '2', size: 2 },
        { _id: 'b', position: '2', size: 2 },
      ]);
    });

    it('loses if it is the older one', async () => {
      const racing = whileOthersWrite([{ _id: 'a', position: '3', size: 3 }]);
      await writeNewer(racing, [{ _id: 'a', position: '2', size: 2 }]);
      expect(await all()).toEqual([{ _id: 'a', position: '3', size: 3 }]);
    });
  });

  it('passes on every other refusal, also beside one for a newer document', async () => {
    const refusals = [
      { code: 11_000, index: 0 },
      { code: 121, index: 1 },
    ];
    const failed = Object.assign(Object.create(MongoBulkWriteError.prototype), {
      result: { getWriteConcernError: () => undefined, getWriteErrors: () => refusals },
    }) as MongoBulkWriteError;
    const refusing = Object.assign(Object.create(things), { bulkWrite: () => Promise.reject(failed) });
    await expect(writeNewer(refusing, [{ _id: 'a', position: '2', size: 2 }])).rejects.toBe(failed);
  });

  it('passes on that a majority did not take it, though some were only too old', async () => {
    const failed = Object.assign(Object.create(MongoBulkWriteError.prototype), {
      result: { getWriteConcernError: () => ({ code: 64 }), getWriteErrors: () => [{ code: 11_000, index: 0 }] },
    }) as MongoBulkWriteError;
    const refusing = Object.assign(Object.create(things), { bulkWrite: () => Promise.reject(failed) });
    await expect(writeNewer(refusing, [{ _id: 'a', position: '2', size: 2 }])).rejects.toBe(failed);
  });
});
