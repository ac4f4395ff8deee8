import { beforeEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '../../../../src/platform/eventstore/event-store.ts';
import { connectMongo } from '../../../../src/platform/mongo/connect.ts';
import { MongoOpsStore } from '../../../../src/platform/processes/mongo/ops-store.ts';
import type { OpsChanges } from '../../../../src/platform/processes/ops-store.ts';
import { describeOnMongo } from '../../../support/mongo/describe-on-mongo.ts';
import { opsStoreContract } from '../../contracts/ops-store.contract.ts';

const open = (instanceId: string, waitingFor = 'charge') => ({
  instanceId,
  waitingFor,
  since: 1,
  due: 2,
  overdueAt: null,
  failures: 0,
});
const changes = (position: string, some: Partial<OpsChanges> = {}): OpsChanges => ({
  position,
  opened: [],
  parked: [],
  closed: [],
  ...some,
});

await describeOnMongo('the ops store', (mongo) => {
  opsStoreContract('the ops store in MongoDB', async () => {
    const connection = await mongo.connect();
    return { open: () => MongoOpsStore.open(connection), dispose: () => connection.close() };
  });

  it('makes as many calls of what is saved, or looked at, at once as of one', async () => {
    let calls = 0;
    const url = { url: mongo.url, database: mongo.newDatabase(), appName: 'test', onCall: () => calls++ };
    const connection = await connectMongo(url);
    try {
      const store = await MongoOpsStore.open(connection);
      const names = ['payment', 'shipping', 'sms'];
      for (const name of names) await store.load(name);
      const cost = async (work: (name: string) => Promise<unknown>) => {
        const before = calls;
        await Promise.all(names.map(work));
        return calls - before;
      };
      const items = { opened: [open('order-1')] };
      // The epochs, the items, the positions.
      expect(await cost((name) => store.save(name, changes('0010', items)))).toBe(3);
      expect(await cost((name) => store.save(name, changes('0011')))).toBe(1);
      expect(await cost((name) => store.peek(name))).toBe(2);
      expect(await cost((name) => store.read(name))).toBe(1);
      expect((await store.peek('sms')).open).toEqual([open('order-1')]);
    } finally {
      await connection.close();
    }
  });

  it('keeps what is saved at the same moment as something that the server does not take', async () => {
    const store = await MongoOpsStore.open(await mongo.connect());
    for (const name of ['payment', 'sms']) await store.load(name);
    const tooLarge = open('order-1', 'x'.repeat(17 * 2 ** 20));
    const told = await Promise.allSettled([
      store.save('payment', changes('0010', { opened: [tooLarge] })),
      store.save('sms', changes('0010', { opened: [open('order-1')] })),
    ]);
    expect(told.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(await store.peek('sms')).toMatchObject({ position: '0010', open: [open('order-1')] });
  });

  describe('a process that was replaced while it was frozen', () => {
    let stale: MongoOpsStore;
    let successor: MongoOpsStore;
    let third: MongoOpsStore;

    beforeEach(async () => {
      const database = mongo.newDatabase();
      const store = async () => MongoOpsStore.open(await mongo.connect(database));
      [stale, successor, third] = [await store(), await store(), await store()];
      await stale.load('payment');
      await stale.save('payment', changes('0010', { opened: [open('order-1'), open('order-2')] }));
      await successor.load('payment');
    });

    it('changes nothing any more, and is told so', async () => {
      const late = changes('0011', { opened: [open('order-2', 'refund'), open('order-3')], closed: ['order-1'] });
      await expect(stale.save('payment', late)).rejects.toThrow(StoreUnavailable);
      await expect(stale.save('payment', changes('0012'))).rejects.toThrow(/taken over/);
      expect(await third.load('payment')).toEqual({
        position: '0010',
        open: [open('order-1'), open('order-2')],
        parked: [],
      });
    });

    it('leaves its successor at work', async () => {
      await expect(stale.save('payment', changes('0011'))).rejects.toThrow(StoreUnavailable);
      await successor.save('payment', changes('0020', { opened: [open('order-4')], closed: ['order-1'] }));
      expect(await third.load('payment')).toEqual({
        position: '0020',
        open: [open('order-2'), open('order-4')],
        parked: [],
      });
    });

    it('keeps no others from being saved at the same moment', async () => {
      await stale.load('sms');
      const late = changes('0011', { opened: [open('order-3')] });
      const told = await Promise.allSettled([
        stale.save('payment', late),
        stale.save('sms', changes('0030', { opened: [open('order-1')] })),
      ]);
      expect(told.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
      const movedOnly = [stale.save('payment', changes('0012')), stale.save('sms', changes('0031'))];
      expect((await Promise.allSettled(movedOnly)).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
      expect(await third.load('sms')).toEqual({ position: '0031', open: [open('order-1')], parked: [] });
      expect((await third.load('payment')).position).toBe('0010');
    });

    it('still keeps other process managers', async () => {
      await stale.save('sms', changes('0030'));
      expect((await third.load('sms')).position).toBe('0030');
    });
  });

  describe('a holder whose call was under way while its lease went to another', () => {
    let late: MongoOpsStore;
    let successor: MongoOpsStore;

    beforeEach(async () => {
      const database = mongo.newDatabase();
      const store = async () => MongoOpsStore.open(await mongo.connect(database));
      [late, successor] = [await store(), await store()];
      await successor.load('payment', 2);
      await successor.save('payment', changes('0010', { opened: [open('order-1')] }));
    });

    it('takes nothing over, and leaves its successor at work', async () => {
      await expect(late.load('payment', 1)).rejects.toThrow(/taken over/);
      await expect(late.load('payment', 1)).rejects.toBeInstanceOf(StoreUnavailable);
      await successor.save('payment', changes('0020', { opened: [open('order-2')], closed: ['order-1'] }));
      expect(await successor.peek('payment')).toEqual({ position: '0020', open: [open('order-2')], parked: [] });
    });

    it("writes no document over its successor's", async () => {
      await late.write('reconciliation', { charges: 1 }, 1);
      await successor.write('reconciliation', { charges: 2 }, 2);
      await expect(late.write('reconciliation', { charges: 1 }, 1)).rejects.toThrow(/taken over/);
      expect(await late.read('reconciliation')).toEqual({ charges: 2 });
      await successor.write('reconciliation', { charges: 3 }, 2);
      await late.write('reconciliation', { charges: 4 }, 3);
      expect(await successor.read('reconciliation')).toEqual({ charges: 4 });
    });

    it('writes a document of an earlier release in its own term', async () => {
      await late.write('reconciliation', { charges: 1 });
      await late.write('reconciliation', { charges: 2 }, 1);
      expect(await successor.read('reconciliation')).toEqual({ charges: 2 });
    });

    it('takes it over again once it holds the lease in a later term, or in the same one', async () => {
      expect((await late.load('payment', 3)).position).toBe('0010');
      await expect(successor.save('payment', changes('0020'))).rejects.toThrow(/taken over/);
      expect((await late.load('payment', 3)).position).toBe('0010');
      await late.save('payment', changes('0030'));
      expect((await late.peek('payment')).position).toBe('0030');
    });

    it('finds what an earlier release has kept, which knew no terms', async () => {
      const connection = await mongo.connect();
      const processes = connection.db.collection<{ _id: string; position: string; epoch: number }>('opsProcesses');
      await processes.insertOne({ _id: 'sms', position: '0005', epoch: 7 });
      const store = await MongoOpsStore.open(connection);
      expect((await store.load('sms', 1)).position).toBe('0005');
      await store.save('sms', changes('0006'));
      expect((await store.peek('sms')).position).toBe('0006');
    });
  });

  it('gives back members that were undefined as absent, as JSON does', async () => {
    const store = await MongoOpsStore.open(await mongo.connect());
    await store.write('reconciliation', { state: 'done', view: undefined });
    expect(await store.read('reconciliation')).toEqual({ state: 'done' });
  });
});
