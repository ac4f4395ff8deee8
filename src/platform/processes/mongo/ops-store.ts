import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import { type Position, START, StoreUnavailable } from '../../eventstore/event-store.ts';
import type { MongoConnection } from '../../mongo/connect.ts';
import { asStoreFault, isDuplicateKey, unlessDuplicate } from '../../mongo/faults.ts';
import type { OpenItem, OpsChanges, OpsState, OpsStore, ParkedItem } from '../ops-store.ts';
import { fromStored, type Stored, toStored } from '../stored-names.ts';

const WRITES_A_CALL = 200;

/** Where a process manager stands, and how often its state was taken over. */
interface ProcessDocument {
  readonly _id: string;
  readonly position: Position;
  readonly epoch: number;
  /** The term of the lease under which it was taken over last. Absent in what earlier releases have kept. */
  readonly term?: number;
}

/** One instance of one process manager: an instance has one document at most, so it can't be open and parked at once. */
interface ItemDocument {
  readonly _id: string;
  readonly process: string;
  readonly kind: 'open' | 'parked';
  readonly item: Stored<OpenItem | ParkedItem>;
  /** The epoch in which it was written or taken over. */
  readonly epoch: number;
}

/** A document by name. */
interface NamedDocument {
  readonly _id: string;
  readonly document: unknown;
  /** The term of the lease under which it was written; absent where none is asked for. */
  readonly term?: number;
}

/**
 * Operational state in MongoDB. There are no transactions: items are written before the position that stands for them.
 *
 * Who loads the state of a process manager takes it over: its epoch grows, and so does that of every item. A process that held it
 * before, and was only slow or frozen, finds nothing of its own epoch any more and can't change what its successor relies on. The
 * term of the lease says who comes after whom: a call that was on its way while the lease went to another takes nothing over.
 */
export class MongoOpsStore implements OpsStore {
  readonly #processes: Collection<ProcessDocument>;
  readonly #items: Collection<ItemDocument>;
  readonly #documents: Collection<NamedDocument>;
  /** The epochs in which this store works, by process manager. */
  readonly #epochs = new Map<string, number>();
  #closed = false;

  private constructor({ db }: MongoConnection) {
    this.#processes = db.collection('opsProcesses');
    this.#items = db.collection('opsItems');
    this.#documents = db.collection('opsDocuments');
  }

  /**
   * Prepares the collections. The connection stays the caller's to close.
   * @throws StoreUnavailable
   */
  static async open(connection: MongoConnection): Promise<MongoOpsStore> {
    const store = new MongoOpsStore(connection);
    await store.#guarded(() => store.#items.createIndex({ process: 1 }));
    return store;
  }

  async load(process: string, term?: number): Promise<OpsState> {
    return this.#guarded(async () => {
      const { position } = await this.#takeOver(process, term);
      return this.#stateAt(process, position);
    });
  }

  async peek(process: string): Promise<OpsState> {
    return this.#guarded(async () => {
      const found = await this.#processes.findOne({ _id: process });
      return this.#stateAt(process, found?.position ?? START);
    });
  }

  async save(process: string, changes: OpsChanges): Promise<void> {
    await this.#guarded(async () => {
      const epoch = this.#epochs.get(process) ?? (await this.#takeOver(process)).epoch;
      // Asked first: an item that is new would be written by anybody.
      const hasItems = changes.opened.length + changes.parked.length + changes.closed.length > 0;
      if (hasItems && (await this.#processes.findOne({ _id: process }))?.epoch !== epoch) throw takenOver(process);
      // In parts, so that a slow server answers each in time. Until the position has moved, all of them may be written again.
      const writes = itemWrites(process, epoch, changes);
      for (let from = 0; from < writes.length; from += WRITES_A_CALL) {
        await this.#items.bulkWrite(writes.slice(from, from + WRITES_A_CALL), { ordered: false });
      }
      const { position } = changes;
      const { matchedCount } = await this.#processes.updateOne({ _id: process, epoch }, { $set: { position } });
      if (matchedCount === 0) throw takenOver(process);
    });
  }

  async read<T>(name: string): Promise<T | null> {
    const found = await this.#guarded(() => this.#documents.findOne({ _id: name }));
    return found === null ? null : (found.document as T);
  }

  async write(name: string, document: unknown, term?: number): Promise<void> {
    const [guard, written] = term === undefined ? [{}, { document }] : [notAfter(term), { document, term }];
    await this.#guarded(() => this.#documents.replaceOne({ _id: name, ...guard }, written, { upsert: true }));
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  async #stateAt(process: string, position: Position): Promise<OpsState> {
    const items = await this.#items.find({ process }).toArray();
    const of = (kind: ItemDocument['kind']) =>
      items.filter((each) => each.kind === kind).map(({ item }) => fromStored(item));
    return { position, open: of('open') as OpenItem[], parked: of('parked') as ParkedItem[] };
  }

  /** Begins a further epoch. Once this resolves, no write of an earlier one finds anything to change. */
  async #takeOver(process: string, term?: number): Promise<ProcessDocument> {
    const taken = await this.#nextEpoch(process, term);
    const { epoch } = taken;
    await this.#items.updateMany({ process, epoch: { $lt: epoch } }, { $set: { epoch } });
    this.#epochs.set(process, epoch);
    return taken;
  }

  /** Compares first: of several who take over at once, each gets an epoch of its own, and none after one of a later term. */
  async #nextEpoch(process: string, ofTerm?: number): Promise<ProcessDocument> {
    for (;;) {
      const found = await this.#processes.findOne({ _id: process });
      const { position = START, epoch: last = 0, term: lastTerm = 0 } = found ?? {};
      const term = ofTerm ?? lastTerm;
      if (term < lastTerm) throw takenOver(process);
      const epoch = last + 1;
      const next = { _id: process, position, epoch, term };
      if (found === null) {
        if (await unlessDuplicate(() => this.#processes.insertOne(next))) return next;
      } else {
        const { matchedCount } = await this.#processes.updateOne(
          { _id: process, epoch: last },
          { $set: { epoch, term } },
        );
        if (matchedCount === 1) return next;
      }
    }
  }

  async #guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#closed) throw new StoreUnavailable('operational state: it is closed');
    try {
      return await work();
    } catch (error) {
      // An item with a later epoch is not found by its guard, and then stands in the way of what should be a new one.
      if (isDuplicateKey(error)) throw takenOver('a process manager', error);
      throw asStoreFault('operational state', error);
    }
  }
}

function itemWrites(
  process: string,
  epoch: number,
  { opened, parked, closed }: OpsChanges,
): AnyBulkWriteOperation<ItemDocument>[] {
  const guard = (instanceId: string) => ({ _id: `${process}/${instanceId}`, epoch: { $lte: epoch } });
  const put = (kind: ItemDocument['kind'], item: OpenItem | ParkedItem) => ({
    replaceOne: {
      filter: guard(item.instanceId),
      replacement: { process, kind, item: toStored(item), epoch },
      upsert: true,
    },
  });
  return [
    ...closed.map((instanceId) => ({ deleteOne: { filter: guard(instanceId) } })),
    ...opened.map((item) => put('open', item)),
    ...parked.map((item) => put('parked', item)),
  ];
}

/** What no later holder has written. Where one has, nothing is found, and what should then be new is refused. */
const notAfter = (term: number) => ({ term: { $not: { $gt: term } } });

function takenOver(process: string, cause?: unknown): StoreUnavailable {
  return new StoreUnavailable(`operational state: another process has taken over ${process}`, { cause });
}
