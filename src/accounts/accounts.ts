import type { Clock } from '../platform/runtime/clock.ts';
import type { IdSource } from '../platform/runtime/ids.ts';
import type { AccountStore } from './account-store.ts';
import { type PasswordHasher, ScryptHasher } from './passwords.ts';
import { People } from './people.ts';
import { SessionList } from './session-list.ts';
import type { SessionTerms } from './session-terms.ts';
import { Sessions } from './sessions.ts';
import { SignIn } from './sign-in.ts';
import { SignedSecrets } from './signed-secrets.ts';

/** The shop's own people: who they are, how they come in, and who is in. */
export interface Accounts {
  readonly people: People;
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly sessionList: SessionList;
}

export interface AccountsDeps {
  readonly store: AccountStore;
  /** Signs what browsers keep. */
  readonly key: Uint8Array;
  readonly random: (size: number) => Uint8Array;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly terms: SessionTerms;
  /** Default: scrypt, as dear as it should be. */
  readonly hasher?: PasswordHasher;
}

/** Puts together what looks after the shop's people. */
export function createAccounts(deps: AccountsDeps): Accounts {
  const { store, key, random, clock, ids, terms } = deps;
  const hasher = deps.hasher ?? new ScryptHasher(random);
  const secrets = new SignedSecrets(key, random);
  const sessions = new Sessions({ store, secrets, clock, ids, terms });
  return {
    people: new People({ store, hasher, clock, ids }),
    signIn: new SignIn({ store, sessions, hasher, secrets, clock }),
    sessions,
    sessionList: new SessionList({ store, clock, terms }),
  };
}
