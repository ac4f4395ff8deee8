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

  /** Somebody by name, in capitals or not; null when there is nobody of that name. */
  named(name: string): Promise<Account | null> {
    return this.#deps.store.named(name);
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
}
