import type { Collection } from 'mongodb';
import type { MongoConnection } from '../../platform/mongo/connect.ts';
import { withStoreFaults } from '../../platform/mongo/faults.ts';
import { type Look, type LookStore, type LooksQuery, MAX_ORDERS } from '../look-store.ts';

interface LookDocument extends Look {
  readonly _id: string;
}

/** Looks in MongoDB, for all processes: each is added to by one write. */
export class MongoLookStore implements LookStore {
  readonly #looks: Collection<LookDocument>;

  private constructor({ db }: MongoConnection) {
    this.#looks = db.collection('looks');
  }

  /**
   * Prepares the collection. The connection stays the caller's to close.
   * @throws StoreUnavailable
   */
  static async open(connection: MongoConnection): Promise<MongoLookStore> {
    const store = new MongoLookStore(connection);
    await guarded(async () => {
      await store.#looks.createIndex({ last: 1 });
      await store.#looks.createIndex({ orders: 1, last: -1 });
    });
    return store;
  }

  async add(looks: readonly Look[]): Promise<void> {
    await guarded(async () => {
      for (const { hour, who, route, orders, calls, first, last } of looks) {
        const _id = JSON.stringify([hour, who, route]);
        const known = await this.#looks.findOne({ _id }, { projection: { orders: 1 } });
        const room = Math.max(0, MAX_ORDERS - (known?.orders.length ?? 0));
        await this.#looks.updateOne(
          { _id },
          {
            $set: { hour, who, route },
            $addToSet: { orders: { $each: orders.slice(0, room) } },
            $inc: { calls },
            $min: { first },
            $max: { last },
          },
          { upsert: true },
        );
      }
    });
  }

  async newest({ orderId, limit }: LooksQuery): Promise<readonly Look[]> {
    return guarded(async () => {
      const filter = orderId === undefined ? {} : { orders: orderId };
      const found = await this.#looks.find(filter).sort({ last: -1 }).limit(limit).toArray();
      return found.map(({ _id, ...look }) => look);
    });
  }

  async countBefore(time: number): Promise<number> {
    return guarded(() => this.#looks.countDocuments({ last: { $lt: time } }));
  }

  async forgetBefore(time: number): Promise<number> {
    return guarded(async () => (await this.#looks.deleteMany({ last: { $lt: time } })).deletedCount);
  }

  async close(): Promise<void> {}
}

function guarded<T>(work: () => Promise<T>): Promise<T> {
  return withStoreFaults('record of looks', work);
}
