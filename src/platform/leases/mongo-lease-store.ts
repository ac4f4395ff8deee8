import type { Collection } from 'mongodb';
import type { MongoConnection } from '../mongo/connect.ts';
import { unlessDuplicate, withStoreFaults } from '../mongo/faults.ts';
import { Gathered } from '../runtime/gathered.ts';
import { systemTimer } from '../runtime/system.ts';
import type { Timer } from '../runtime/timer.ts';
import type { HeldLease, Lease, LeaseStore } from './lease-store.ts';

interface LeaseDocument {
  readonly _id: string;
  readonly holder: string | null;
  readonly term: number;
  readonly beat: number;
}

/** Signs of life that are given within this time go in one call, in milliseconds. */
const GATHERED_MS = 20;

/** Leases in MongoDB, a document each: every change is one guarded write to it. The connection stays the caller's to close. */
export class MongoLeaseStore implements LeaseStore {
  readonly #leases: Collection<LeaseDocument>;
  readonly #beats: Gathered<HeldLease, boolean>;

  constructor({ db }: MongoConnection, timer: Timer = systemTimer) {
    this.#leases = db.collection('leases');
    this.#beats = new Gathered((leases) => guarded(() => this.#beatAll(leases)), timer, GATHERED_MS);
  }

  async read(name: string): Promise<Lease | null> {
    const found = await guarded(() => this.#leases.findOne({ _id: name }));
    if (found === null) return null;
    const { holder, term, beat } = found;
    return { name, holder, term, beat };
  }

  async take(name: string, holder: string, seen: Lease | null): Promise<HeldLease | null> {
    const lease = { name, holder, term: (seen?.term ?? 0) + 1, beat: 0 };
    const { term, beat } = lease;
    const taken = await guarded(() =>
      seen === null
        ? unlessDuplicate(() => this.#leases.insertOne({ _id: name, holder, term, beat }))
        : this.#change({ _id: name, term: seen.term, beat: seen.beat }, { $set: { holder, term, beat } }),
    );
    return taken ? lease : null;
  }

  beat(lease: HeldLease): Promise<boolean> {
    return this.#beats.ask(lease);
  }

  async release(lease: HeldLease): Promise<void> {
    await guarded(() => this.#change(ofHolder(lease), { $set: { holder: null }, $inc: { beat: 1 } }));
  }

  /** Every lease that somebody holds, alive or not. @throws StoreUnavailable */
  async held(): Promise<readonly HeldLease[]> {
    const found = await guarded(() => this.#leases.find({ holder: { $ne: null } }).toArray());
    return found.map(({ _id: name, holder, term, beat }) => ({ name, holder: holder as string, term, beat }));
  }

  async #beatAll(leases: readonly HeldLease[]): Promise<readonly boolean[]> {
    const held = { $or: leases.map(ofHolder) };
    const { matchedCount } = await this.#leases.updateMany(held, { $inc: { beat: 1 } });
    if (matchedCount === leases.length) return leases.map(() => true);
    // Terms never come again: what is held in one still was so by then.
    const still = await this.#leases.find(held).toArray();
    return leases.map(({ name, term }) => still.some((each) => each._id === name && each.term === term));
  }

  async #change(
    filter: Partial<LeaseDocument>,
    update: { $set?: Partial<Omit<LeaseDocument, '_id'>>; $inc?: { beat: number } },
  ): Promise<boolean> {
    return (await this.#leases.updateOne(filter, update)).matchedCount === 1;
  }
}

const ofHolder = ({ name, holder, term }: HeldLease) => ({ _id: name, holder, term });

function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  return withStoreFaults('leases', work);
}
