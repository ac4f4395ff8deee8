import type { Clock } from '../platform/runtime/clock.ts';
import type { Account } from './account.ts';
import { toAccountName } from './account.ts';
import type { AccountStore } from './account-store.ts';
import type { PasswordHasher } from './passwords.ts';
import type { Origin, Sessions } from './sessions.ts';
import type { SignedSecrets } from './signed-secrets.ts';

/** What somebody shows to come in. */
export interface Attempt extends Origin {
  readonly name: string;
  readonly password: string;
}

/** What came of it. `wrong` says nothing of what was wrong. */
export type SignInResult =
  | { readonly kind: 'in'; readonly account: Account; readonly secret: string }
  | { readonly kind: 'wrong' };

export interface SignInDeps {
  readonly store: AccountStore;
  readonly sessions: Sessions;
  readonly hasher: PasswordHasher;
  readonly secrets: SignedSecrets;
  readonly clock: Clock;
}

const LINK = 'link';
/** For how long a link opens a session, in milliseconds. */
export const LINK_MS = 15 * 60_000;

/** Lets people of the shop in: by name and password, or by a link that works once. */
export class SignIn {
  readonly #deps: SignInDeps;

  constructor(deps: SignInDeps) {
    this.#deps = deps;
  }

  /**
   * Opens a session for who knows the password. For a name that nobody has it takes as long.
   * @throws TooBusy
   */
  async withPassword({ name: written, password, ...origin }: Attempt): Promise<SignInResult> {
    const { store, hasher } = this.#deps;
    const name = toAccountName(written);
    const account = name === null ? null : await store.named(name);
    const isRight = await hasher.verify(password, account?.password ?? null);
    if (account === null || !isRight || account.disabled) return { kind: 'wrong' };
    return this.#in(account, origin);
  }

  /** Opens a session for who comes by a link, if it is one and nobody has come by it yet. */
  async withLink(secret: string, origin: Origin): Promise<SignInResult> {
    const { store, secrets, clock } = this.#deps;
    const digest = secrets.digestOf(LINK, secret);
    const link = digest === null ? null : await store.takeLink(digest);
    if (link === null || link.until <= clock.now()) return { kind: 'wrong' };
    const account = await store.find(link.accountId);
    if (account === null || account.disabled) return { kind: 'wrong' };
    return this.#in(account, origin);
  }

  /** Makes a link for an account; its secret is nowhere else. */
  async makeLink(accountId: string): Promise<string> {
    const { store, secrets, clock } = this.#deps;
    const secret = secrets.make(LINK);
    await store.keepLink({ digest: secrets.digestOf(LINK, secret) as string, accountId, until: clock.now() + LINK_MS });
    return secret;
  }

  async #in(account: Account, origin: Origin): Promise<SignInResult> {
    const { store, sessions, clock } = this.#deps;
    const secret = await sessions.open(account, origin);
    await store.change(account.accountId, { lastSignInAt: clock.now() });
    return { kind: 'in', account, secret };
  }
}
