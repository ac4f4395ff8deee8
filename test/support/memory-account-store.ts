import { type Account, nameKeyOf } from '../../src/accounts/account.ts';
import type {
  AccountChange,
  AccountStore,
  ForgetLimits,
  Session,
  SignInLink,
} from '../../src/accounts/account-store.ts';
import type { Tally } from '../../src/accounts/guessing.ts';

/** The shop's people in memory. Several at once share what one place keeps. */
export class MemoryAccountStore implements AccountStore {
  readonly #accounts = new Map<string, Account>();
  readonly #sessions = new Map<string, Session>();
  readonly #links = new Map<string, SignInLink>();
  readonly #tallies = new Map<string, Tally>();

  async add(account: Account): Promise<boolean> {
    if (this.#byName(account.name) !== null) return false;
    this.#accounts.set(account.accountId, account);
    return true;
  }

  async all(): Promise<readonly Account[]> {
    return [...this.#accounts.values()].sort((a, b) => (nameKeyOf(a.name) < nameKeyOf(b.name) ? -1 : 1));
  }

  async named(name: string): Promise<Account | null> {
    return this.#byName(name);
  }

  async find(accountId: string): Promise<Account | null> {
    return this.#accounts.get(accountId) ?? null;
  }

  async change(accountId: string, change: AccountChange): Promise<void> {
    this.#replace(accountId, (account) => ({ ...account, ...change }));
  }

  async endAll(accountId: string): Promise<void> {
    this.#replace(accountId, (account) => ({ ...account, generation: account.generation + 1 }));
    dropFrom(this.#sessions, (session) => session.accountId === accountId);
    dropFrom(this.#links, (link) => link.accountId === accountId);
  }

  async open(session: Session): Promise<void> {
    this.#sessions.set(session.digest, session);
  }

  async session(digest: string): Promise<{ session: Session; account: Account } | null> {
    const session = this.#sessions.get(digest);
    const account = this.#accounts.get(session?.accountId ?? '');
    return session === undefined || account === undefined ? null : { session, account };
  }

  async seen(sessionId: string, at: number): Promise<void> {
    for (const session of await this.sessions()) {
      if (session.sessionId !== sessionId) continue;
      this.#sessions.set(session.digest, { ...session, seenAt: Math.max(at, session.seenAt) });
    }
  }

  async sessions(): Promise<readonly Session[]> {
    return [...this.#sessions.values()].sort((a, b) => b.openedAt - a.openedAt);
  }

  async end(sessionId: string): Promise<boolean> {
    return dropFrom(this.#sessions, (session) => session.sessionId === sessionId) > 0;
  }

  async keepLink(link: SignInLink): Promise<void> {
    this.#links.set(link.digest, link);
  }

  async takeLink(digest: string): Promise<SignInLink | null> {
    const link = this.#links.get(digest);
    this.#links.delete(digest);
    return link ?? null;
  }

  async tally(key: string, change: (tally: Tally | null) => Tally | null): Promise<void> {
    const next = change(this.#tallies.get(key) ?? null);
    if (next === null) this.#tallies.delete(key);
    else this.#tallies.set(key, next);
  }

  async forget({ openedBy, seenBy, linksBy, talliesBy }: ForgetLimits): Promise<void> {
    dropFrom(this.#sessions, ({ openedAt, seenAt }) => openedAt <= openedBy || seenAt <= seenBy);
    dropFrom(this.#links, ({ until }) => until <= linksBy);
    dropFrom(this.#tallies, ({ lastAt }) => lastAt <= talliesBy);
  }

  async close(): Promise<void> {}

  #byName(name: string): Account | null {
    return [...this.#accounts.values()].find((account) => nameKeyOf(account.name) === nameKeyOf(name)) ?? null;
  }

  #replace(accountId: string, change: (account: Account) => Account): void {
    const account = this.#accounts.get(accountId);
    if (account !== undefined) this.#accounts.set(accountId, change(account));
  }
}

function dropFrom<Value>(map: Map<string, Value>, isMeant: (value: Value) => boolean): number {
  const meant = [...map].filter(([, value]) => isMeant(value));
  for (const [key] of meant) map.delete(key);
  return meant.length;
}
