import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import { type Position, START, StoreUnavailable } from '../../eventstore/event-store.ts';
import type { MongoConnection } from '../../mongo/connect.ts';
import { asStoreFault, isDuplicateKey, unlessDuplicate } from '../../mongo/faults.ts';
import { Gathered } from '../../runtime/gathered.ts';
import { systemTimer } from '../../runtime/system.ts';
import type { Timer } from '../../runtime/timer.ts';
import type { OpenItem, OpsChanges, OpsState, OpsStore, ParkedItem } from '../ops-store.ts';
import { fromStored, type Stored, toStored } from '../stored-names.ts';

const WRITES_A_CALL = 200;
/** What is looked at, or saved, within this time goes in one call of each kind, in milliseconds. */
const GATHERED_MS = 20;

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

/** What has changed of a process manager, by who holds it in an epoch. */
interface Save {
  readonly process: string;
  readonly epoch: number;
  readonly changes: OpsChanges;
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
  readonly #reads: Gathered<string, unknown>;
  readonly #peeks: Gathered<string, OpsState>;
  readonly #saves: Gathered<Save, boolean>;
  /** The epochs in which this store works, by process manager. */
  readonly #epochs = new Map<string, number>();
  #closed = false;

  private constructor({ db }: MongoConnection, timer: Timer) {
    this.#processes = db.collection('opsProcesses');
    this.#items = db.collection('opsItems');
    this.#documents = db.collection('opsDocuments');
    this.#reads = new Gathered((names) => this.#readAll(names), timer, GATHERED_MS);
    this.#saves = new Gathered((saves) => this.#saveTogether(saves), timer, GATHERED_MS);
    this.#peeks = new Gathered((names) => this.#peekAll(names), timer, GATHERED_MS);
  }

  /**
   * Prepares the collections. The connection stays the caller's to close.
   * @throws StoreUnavailable
   */
  static async open(connection: MongoConnection, timer: Timer = systemTimer): Promise<MongoOpsStore> {
    const store = new MongoOpsStore(connection, timer);
    await store.#guarded(() => store.#items.createIndex({ process: 1 }));
    return store;
  }

  async load(process: string, term?: number): Promise<OpsState> {
    return this.#guarded(async () => {
      const { position } = await this.#takeOver(process, term);
      return stateOf(position, await this.#items.find({ process }).toArray());
    });
  }

  async peek(process: string): Promise<OpsState> {
    return this.#guarded(() => this.#peeks.ask(process));
  }

  async save(process: string, changes: OpsChanges): Promise<void> {
    await this.#guarded(async () => {
      const epoch = this.#epochs.get(process) ?? (await this.#takeOver(process)).epoch;
      if (!(await this.#saves.ask({ process, epoch, changes }))) throw takenOver(process);
    });
  }

  async read<T>(name: string): Promise<T | null> {
    return (await this.#guarded(() => this.#reads.ask(name))) as T | null;
  }

  async write(name: string, document: unknown, term?: number): Promise<void> {
    const [guard, written] = term === undefined ? [{}, { document }] : [notAfter(term), { document, term }];
    await this.#guarded(() => this.#documents.replaceOne({ _id: name, ...guard }, written, { upsert: true }));
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  /** What the server does not take of one must not keep the others. */
  async #saveTogether(saves: readonly Save[]): Promise<readonly (boolean | Promise<boolean>)[]> {
    try {
      return await this.#saveAll(saves);
    } catch (error) {
      if (saves.length === 1 || asStoreFault('', error) instanceof StoreUnavailable) throw error;
      return saves.map(async (save) => (await this.#saveAll([save]))[0] === true);
    }
  }

  /** False for those that another process has taken over. */
  async #saveAll(saves: readonly Save[]): Promise<readonly boolean[]> {
    const withItems = saves.filter(({ changes }) => itemsIn(changes) > 0);
    // Asked first: an item that is new would be written by anybody.
    const ours = await this.#ours(withItems);
    const saved = saves.filter((save) => itemsIn(save.changes) === 0 || ours(save));
    // In parts, so that a slow server answers each in time. Until the position has moved, all of them may be written again.
    const writes = saved.flatMap(itemWrites);
    for (let from = 0; from < writes.length; from += WRITES_A_CALL) {
      await this.#items.bulkWrite(writes.slice(from, from + WRITES_A_CALL), { ordered: false });
    }
    const moves = saved.map(({ process, epoch, changes: { position } }) => ({
      updateOne: { filter: { _id: process, epoch }, update: { $set: { position } } },
    }));
    if (moves.length === 0) return saves.map(() => false);
    const { matchedCount } = await this.#processes.bulkWrite(moves, { ordered: false });
    const moved = matchedCount === moves.length ? () => true : await this.#ours(saved);
    return saves.map((save) => saved.includes(save) && moved(save));
  }

  /** Which of them are still in the epoch in which they are saved. An epoch never comes again: who is, was so all the time. */
  async #ours(saves: readonly Save[]): Promise<(save: Save) => boolean> {
    if (saves.length === 0) return () => false;
    const found = await this.#processes.find({ _id: { $in: saves.map(({ process }) => process) } }).toArray();
    const epochs = new Map(found.map(({ _id, epoch }) => [_id, epoch]));
    return ({ process, epoch }) => epochs.get(process) === epoch;
  }

  async #readAll(names: readonly string[]): Promise<readonly unknown[]> {
    const found = await this.#documents.find({ _id: { $in: [...new Set(names)] } }).toArray();
    const byName = new Map(found.map(({ _id, document }) => [_id, document]));
    return names.map((name) => byName.get(name) ?? null);
  }

  async #peekAll(processes: readonly string[]): Promise<readonly OpsState[]> {
    const wanted = [...new Set(processes)];
    const found = await this.#processes.find({ _id: { $in: wanted } }).toArray();
    const positions = new Map(found.map(({ _id, position }) => [_id, position]));
    const items = await this.#items.find({ process: { $in: wanted } }).toArray();
    return processes.map((name) =>
      stateOf(
        positions.get(name) ?? START,
        items.filter(({ process }) => process === name),
      ),
    );
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

function stateOf(position: Position, items: readonly ItemDocument[]): OpsState {
  const of = (kind: ItemDocument['kind']) =>
    items.filter((each) => each.kind === kind).map(({ item }) => fromStored(item));
  return { position, open: of('open') as OpenItem[], parked: of('parked') as ParkedItem[] };
}

function itemsIn({ opened, parked, closed }: OpsChanges): number {
  return opened.length + parked.length + closed.length;
}

function itemWrites({
  process,
  epoch,
  changes: { opened, parked, closed },
}: Save): AnyBulkWriteOperation<ItemDocument>[] {
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
