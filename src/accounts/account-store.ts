import type { Account } from './account.ts';
import type { Tally } from './guessing.ts';

/** Somebody at one device. Times are milliseconds since 1970, UTC. */
export interface Session {
  /** Names the session to people; opens nothing. */
  readonly sessionId: string;
  /** Of the secret that the browser holds. */
  readonly digest: string;
  readonly accountId: string;
  /** The account's, when the session was opened. */
  readonly generation: number;
  readonly openedAt: number;
  /** When it was last used, as of about a minute. */
  readonly seenAt: number;
  /** What the browser says of itself. */
  readonly device: string;
  readonly address: string;
}

/** Opens a session once. */
export interface SignInLink {
  /** Of the secret in the link. */
  readonly digest: string;
  readonly accountId: string;
  /** Milliseconds since 1970, UTC. */
  readonly until: number;
}

/** What is forgotten: milliseconds since 1970, UTC, each inclusive. */
export interface ForgetLimits {
  /** Sessions that were opened by then. */
  readonly openedBy: number;
  /** Sessions that were used last by then. */
  readonly seenBy: number;
  /** Links that end by then. */
  readonly linksBy: number;
  /** Tallies that were changed last by then. */
  readonly talliesBy: number;
}

/** What may change of an account. */
export type AccountChange = Partial<Pick<Account, 'password' | 'disabled' | 'lastSignInAt'>>;

/**
 * Keeps the shop's people and who is signed in. It can't be made anew from the log: it is backed up like the log and the keys.
 * All reject with StoreUnavailable when it can't be asked now. Every adapter passes `test/accounts/account-store.contract.ts`.
 */
export interface AccountStore {
  /** False, and nothing is kept, when the name is somebody's already, in capitals or not. */
  add(account: Account): Promise<boolean>;
  all(): Promise<readonly Account[]>;
  named(name: string): Promise<Account | null>;
  find(accountId: string): Promise<Account | null>;
  /** Changes what is named; the rest stays. */
  change(accountId: string, change: AccountChange): Promise<void>;
  /** Ends all sessions and links of an account, those included that are being opened now by what was right until now. */
  endAll(accountId: string): Promise<void>;

  open(session: Session): Promise<void>;
  /** The session of a secret, with its account as it is now. */
  session(digest: string): Promise<{ readonly session: Session; readonly account: Account } | null>;
  seen(sessionId: string, at: number): Promise<void>;
  /** All that are kept, of whatever generation, the one that was opened last first. */
  sessions(): Promise<readonly Session[]>;
  /** False when there is none of that id. */
  end(sessionId: string): Promise<boolean>;

  keepLink(link: SignInLink): Promise<void>;
  /** Takes a link away, so that it is used once: of several who come with it at once, one gets it. */
  takeLink(digest: string): Promise<SignInLink | null>;

  /** Changes a tally, null being none, as if nobody else did at the same time. `change` may be called more than once. */
  tally(key: string, change: (tally: Tally | null) => Tally | null): Promise<void>;

  /** Forgets what nobody needs any more. */
  forget(limits: ForgetLimits): Promise<void>;
  close(): Promise<void>;
}
