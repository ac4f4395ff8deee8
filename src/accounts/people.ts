import type { Clock } from '../platform/runtime/clock.ts';
import type { IdSource } from '../platform/runtime/ids.ts';
import type { Account, StaffRole } from './account.ts';
import type { AccountStore } from './account-store.ts';
import type { PasswordHasher } from './passwords.ts';

export interface PeopleDeps {
  readonly store: AccountStore;
  readonly hasher: PasswordHasher;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** Who is added. */
export interface NewPerson {
  /** One that `toAccountName` has made. */
  readonly name: string;
  readonly role: StaffRole;
  /** One that `faultOfPassword` finds nothing wrong with; null for who comes by links alone. */
  readonly password: string | null;
}

/** Looks after the accounts of the shop's people. */
export class People {
  readonly #deps: PeopleDeps;

  constructor(deps: PeopleDeps) {
    this.#deps = deps;
  }

  /** Everybody, by name. */
  all(): Promise<readonly Account[]> {
    return this.#deps.store.all();
  }

  /** Somebody by name, in capitals or not; null when there is nobody of that name. */
  named(name: string): Promise<Account | null> {
    return this.#deps.store.named(name);
  }

  find(accountId: string): Promise<Account | null> {
    return this.#deps.store.find(accountId);
  }

  /** Adds somebody; null when the name is taken. */
  async add({ name, role, password }: NewPerson): Promise<Account | null> {
    const { store, hasher, clock, ids } = this.#deps;
    const account: Account = {
      accountId: ids.next(),
      name,
      role,
      password: password === null ? null : await hasher.hash(password),
      disabled: false,
      generation: 0,
      createdAt: clock.now(),
      lastSignInAt: null,
    };
    return (await store.add(account)) ? account : null;
  }

  /** Gives somebody another password, one that `faultOfPassword` finds nothing wrong with. Whoever is signed in as them is so no longer. */
  async setPassword(accountId: string, password: string): Promise<void> {
    const { store, hasher } = this.#deps;
    await store.change(accountId, { password: await hasher.hash(password) });
    await store.endAll(accountId);
  }

  /** Keeps somebody out from now on; their sessions end at once, in every process. */
  async disable(accountId: string): Promise<void> {
    const { store } = this.#deps;
    await store.change(accountId, { disabled: true });
    await store.endAll(accountId);
  }

  /** Lets somebody in again, who has to sign in anew. */
  async enable(accountId: string): Promise<void> {
    await this.#deps.store.change(accountId, { disabled: false });
  }
}
