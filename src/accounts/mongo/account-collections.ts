import type { Collection } from 'mongodb';
import type { MongoConnection } from '../../platform/mongo/connect.ts';
import { unlessDuplicate, withStoreFaults } from '../../platform/mongo/faults.ts';
import { type Account, nameKeyOf } from '../account.ts';
import type { AccountChange, AccountStore, ForgetLimits, Session, SignInLink } from '../account-store.ts';
import type { Tally } from '../guessing.ts';

interface AccountDocument extends Omit<Account, 'accountId'> {
  readonly _id: string;
  /** By which nobody else can be named. */
  readonly nameKey: string;
}

interface SessionDocument extends Omit<Session, 'digest'> {
  readonly _id: string;
}

interface LinkDocument extends Omit<SignInLink, 'digest'> {
  readonly _id: string;
}

interface TallyDocument extends Tally {
  readonly _id: string;
  /** Another one after each change. */
  readonly version: number;
}

/** The shop's people and their sessions in MongoDB, for all processes. Every call is one write at most that matters; what is left over counts for nothing. */
export class MongoAccountStore implements AccountStore {
  readonly #accounts: Collection<AccountDocument>;
  readonly #sessions: Collection<SessionDocument>;
  readonly #links: Collection<LinkDocument>;
  readonly #tallies: Collection<TallyDocument>;

  private constructor({ db }: MongoConnection) {
    this.#accounts = db.collection('accounts');
    this.#sessions = db.collection('accountSessions');
    this.#links = db.collection('accountLinks');
    this.#tallies = db.collection('accountTallies');
  }

  /**
   * Prepares the collections. The connection stays the caller's to close.
   * @throws StoreUnavailable
   */
  static async open(connection: MongoConnection): Promise<MongoAccountStore> {
    const store = new MongoAccountStore(connection);
    await guarded(async () => {
      await store.#accounts.createIndex({ nameKey: 1 }, { unique: true });
      await store.#sessions.createIndex({ sessionId: 1 }, { unique: true });
      await store.#sessions.createIndex({ accountId: 1 });
    });
    return store;
  }

  add({ accountId, ...account }: Account): Promise<boolean> {
    return guarded(() =>
      unlessDuplicate(() => this.#accounts.insertOne({ _id: accountId, nameKey: nameKeyOf(account.name), ...account })),
    );
  }

  all(): Promise<readonly Account[]> {
    return guarded(async () => (await this.#accounts.find().sort({ nameKey: 1 }).toArray()).map(toAccount));
  }

  named(name: string): Promise<Account | null> {
    return this.#one({ nameKey: nameKeyOf(name) });
  }

  find(accountId: string): Promise<Account | null> {
    return this.#one({ _id: accountId });
  }

  async change(accountId: string, change: AccountChange): Promise<void> {
    await guarded(() => this.#accounts.updateOne({ _id: accountId }, { $set: change }));
  }

  async endAll(accountId: string): Promise<void> {
    await guarded(async () => {
      await this.#accounts.updateOne({ _id: accountId }, { $inc: { generation: 1 } });
      // From here on they open nothing; that they are gone is for the list.
      await this.#sessions.deleteMany({ accountId });
      await this.#links.deleteMany({ accountId });
    });
  }

  async open({ digest, ...session }: Session): Promise<void> {
    await guarded(() => this.#sessions.insertOne({ _id: digest, ...session }));
  }

  session(digest: string): Promise<{ session: Session; account: Account } | null> {
    return guarded(async () => {
      const found = await this.#sessions.findOne({ _id: digest });
      const account = found === null ? null : await this.find(found.accountId);
      return found === null || account === null ? null : { session: toSession(found), account };
    });
  }

  async seen(sessionId: string, at: number): Promise<void> {
    await guarded(() => this.#sessions.updateOne({ sessionId }, { $max: { seenAt: at } }));
  }

  sessions(): Promise<readonly Session[]> {
    return guarded(async () =>
      (await this.#sessions.find().sort({ openedAt: -1, sessionId: -1 }).toArray()).map(toSession),
    );
  }

  end(sessionId: string): Promise<boolean> {
    return guarded(async () => (await this.#sessions.deleteOne({ sessionId })).deletedCount === 1);
  }

  async keepLink({ digest, ...link }: SignInLink): Promise<void> {
    await guarded(() => this.#links.insertOne({ _id: digest, ...link }));
  }

  takeLink(digest: string): Promise<SignInLink | null> {
    return guarded(async () => {
      const found = await this.#links.findOneAndDelete({ _id: digest });
      return found === null ? null : { digest, accountId: found.accountId, until: found.until };
    });
  }

  async tally(key: string, change: (tally: Tally | null) => Tally | null): Promise<void> {
    await guarded(async () => {
      while (!(await this.#changed(key, change)));
    });
  }

  async forget({ openedBy, seenBy, linksBy, talliesBy }: ForgetLimits): Promise<void> {
    await guarded(async () => {
      await this.#sessions.deleteMany({ $or: [{ openedAt: { $lte: openedBy } }, { seenAt: { $lte: seenBy } }] });
      await this.#links.deleteMany({ until: { $lte: linksBy } });
      await this.#tallies.deleteMany({ lastAt: { $lte: talliesBy } });
    });
  }

  /** The connection is closed by whoever opened it. */
  async close(): Promise<void> {}

  /** False when somebody else has changed it meanwhile. */
  async #changed(key: string, change: (tally: Tally | null) => Tally | null): Promise<boolean> {
    const found = await this.#tallies.findOne({ _id: key });
    const next = change(found === null ? null : { count: found.count, lastAt: found.lastAt });
    if (found === null) {
      return next === null || unlessDuplicate(() => this.#tallies.insertOne({ _id: key, version: 0, ...next }));
    }
    const guard = { _id: key, version: found.version };
    if (next === null) return (await this.#tallies.deleteOne(guard)).deletedCount === 1;
    const { matchedCount } = await this.#tallies.updateOne(guard, { $set: next, $inc: { version: 1 } });
    return matchedCount === 1;
  }

  #one(filter: Partial<AccountDocument>): Promise<Account | null> {
    return guarded(async () => {
      const found = await this.#accounts.findOne(filter);
      return found === null ? null : toAccount(found);
    });
  }
}

function toAccount({ _id, nameKey: _key, ...account }: AccountDocument): Account {
  return { accountId: _id, ...account };
}

function toSession({ _id, ...session }: SessionDocument): Session {
  return { digest: _id, ...session };
}

function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  return withStoreFaults('accounts', work);
}
