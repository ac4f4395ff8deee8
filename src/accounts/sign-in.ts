import type { Clock } from '../platform/runtime/clock.ts';
import { type Account, nameKeyOf, toAccountName } from './account.ts';
import type { AccountStore } from './account-store.ts';
import { Attempts } from './attempts.ts';
import { Devices } from './devices.ts';
import { type Counted, ONE_ADDRESS, ONE_NAME } from './guessing.ts';
import type { PasswordHasher } from './passwords.ts';
import type { Origin, Sessions } from './sessions.ts';
import type { SignedSecrets } from './signed-secrets.ts';

/** Where somebody signs in from. */
export interface Place extends Origin {
  /** What the browser keeps of who has used it; empty where there is nothing. */
  readonly known: string;
}

/** What somebody shows to come in. */
export interface Attempt extends Place {
  readonly name: string;
  readonly password: string;
}

/** Somebody is in: what their browser keeps from now on. */
export interface SignedInNow {
  readonly kind: 'in';
  readonly account: Account;
  readonly secret: string;
  readonly known: string;
}

/** It was not right, which says nothing of what was wrong; or nobody has looked, because of too many that were not. */
type Refusal = { readonly kind: 'wrong' } | { readonly kind: 'wait'; readonly seconds: number };

/** What came of it. */
export type SignInResult = SignedInNow | Refusal;

/** Whether it is who it should be. */
export type Check = { readonly kind: 'right'; readonly account: Account } | Refusal;

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
  readonly #attempts: Attempts;
  readonly #devices: Devices;

  constructor(deps: SignInDeps) {
    this.#deps = deps;
    this.#attempts = new Attempts(deps.store, deps.clock);
    this.#devices = new Devices(deps.secrets);
  }

  /**
   * Opens a session for who knows the password. Who does not has to wait longer and longer, by name and address: nobody can keep
   * somebody else out by guessing, except beside them, and not even there where they have been before. For a name that nobody has all
   * of it is the same, and takes as long.
   * @throws TooBusy
   */
  async withPassword({ name: written, password, ...place }: Attempt): Promise<SignInResult> {
    const { store, sessions } = this.#deps;
    await sessions.forgetOld();
    const name = toAccountName(written);
    const account = name === null ? null : await store.named(name);
    const check = await this.#check(account, written, password, place);
    return check.kind === 'right' ? this.#in(check.account, place) : check;
  }

  /**
   * Checks once more that it is somebody who knows their password, counted like a try to sign in. Who has none yet need not know it.
   * @throws TooBusy
   */
  async check(accountId: string, password: string, place: Place): Promise<Check> {
    const account = await this.#deps.store.find(accountId);
    if (account !== null && account.password === null && !account.disabled) return { kind: 'right', account };
    return this.#check(account, account?.name ?? '', password, place);
  }

  /** Opens another session for who has just ended all of theirs. */
  async again(accountId: string, place: Place): Promise<SignedInNow> {
    const account = await this.#deps.store.find(accountId);
    if (account === null) throw new Error('the account is not there any more');
    return this.#in(account, place);
  }

  /** Opens a session for who comes by a link, if it is one and nobody has come by it yet. */
  async withLink(secret: string, place: Place): Promise<Exclude<SignInResult, { readonly kind: 'wait' }>> {
    const { store, secrets, clock } = this.#deps;
    const digest = secrets.digestOf(LINK, secret);
    const link = digest === null ? null : await store.takeLink(digest);
    if (link === null || link.until <= clock.now()) return { kind: 'wrong' };
    const account = await store.find(link.accountId);
    if (account === null || account.disabled) return { kind: 'wrong' };
    return this.#in(account, place);
  }

  /** Makes a link for an account; its secret is nowhere else. */
  async makeLink(accountId: string): Promise<string> {
    const { store, secrets, clock } = this.#deps;
    const secret = secrets.make(LINK);
    await store.keepLink({ digest: secrets.digestOf(LINK, secret) as string, accountId, until: clock.now() + LINK_MS });
    return secret;
  }

  async #check(account: Account | null, written: string, password: string, place: Place): Promise<Check> {
    const claim = await this.#attempts.claim(this.#countedBy(written, account, place));
    if (typeof claim === 'number') return { kind: 'wait', seconds: Math.ceil(claim / 1000) };
    const isRight = await this.#deps.hasher
      .verify(password, account?.password ?? null)
      .catch(async (error: unknown) => {
        await claim.undone();
        throw error;
      });
    if (account === null || !isRight || account.disabled) return { kind: 'wrong' };
    await claim.right();
    return { kind: 'right', account };
  }

  #countedBy(written: string, account: Account | null, { address, known }: Place): Counted[] {
    const { secrets } = this.#deps;
    const device = account === null ? null : this.#devices.keyOf(known, account.accountId);
    if (device !== null) return [{ key: secrets.nameFor('device', device), patience: ONE_NAME }];
    // Whatever was written counts: people write a password into the wrong field, too, so it is not kept as it is.
    const pair = JSON.stringify([nameKeyOf(toAccountName(written) ?? written), address]);
    return [
      { key: secrets.nameFor('pair', pair), patience: ONE_NAME },
      { key: secrets.nameFor('address', address), patience: ONE_ADDRESS },
    ];
  }

  async #in(account: Account, place: Place): Promise<SignedInNow> {
    const { store, sessions, clock } = this.#deps;
    const secret = await sessions.begin(account, place);
    await store.change(account.accountId, { lastSignInAt: clock.now() });
    return { kind: 'in', account, secret, known: this.#devices.add(place.known, account.accountId) };
  }
}
