import type { Clock } from '../platform/runtime/clock.ts';
import type { IdSource } from '../platform/runtime/ids.ts';
import type { Account, StaffRole } from './account.ts';
import type { AccountStore } from './account-store.ts';
import { FORGOTTEN_AFTER_MS } from './guessing.ts';
import { isOpen, type SessionTerms } from './session-terms.ts';
import type { SignedSecrets } from './signed-secrets.ts';

/** Who is signed in, and by which session. */
export interface SignedIn {
  readonly sessionId: string;
  readonly accountId: string;
  readonly name: string;
  readonly role: StaffRole;
}

/** Where somebody signs in from. */
export interface Origin {
  readonly address: string;
  /** What the browser says of itself, however long. */
  readonly device: string;
}

export interface SessionsDeps {
  readonly store: AccountStore;
  readonly secrets: SignedSecrets;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly terms: SessionTerms;
}

/** A session's last use is written at most so often: every page would write otherwise. */
const NOTED_EVERY_MS = 60_000;
const TIDIED_EVERY_MS = 60_000;
const MAX_DEVICE = 200;
const KIND = 'session';

/**
 * Sessions of the shop's people. They are kept in the store, so they outlive a restart and count in every process; one that was ended is
 * ended everywhere with the next request.
 */
export class Sessions {
  readonly #deps: SessionsDeps;
  #forgotAt = 0;

  constructor(deps: SessionsDeps) {
    this.#deps = deps;
  }

  get terms(): SessionTerms {
    return this.#deps.terms;
  }

  /**
   * Opens a session.
   * @param account as it was when the password was checked: whatever ends all its sessions meanwhile ends this one.
   * @returns the secret for the browser to keep.
   */
  async begin(account: Account, { address, device }: Origin): Promise<string> {
    const { store, secrets, clock, ids } = this.#deps;
    const now = clock.now();
    const secret = secrets.make(KIND);
    await this.forgetOld();
    await store.open({
      sessionId: ids.next(),
      digest: secrets.digestOf(KIND, secret) as string,
      accountId: account.accountId,
      generation: account.generation,
      openedAt: now,
      seenAt: now,
      device: device.slice(0, MAX_DEVICE).toWellFormed(),
      address,
    });
    return secret;
  }

  /** Who holds this secret; null when it opens nothing, or nothing any more. Being asked counts as use. */
  async find(secret: string): Promise<SignedIn | null> {
    const { store, clock, terms } = this.#deps;
    const found = await this.#opened(secret);
    if (found === null) return null;
    const { session, account } = found;
    const { sessionId, seenAt } = session;
    const now = clock.now();
    if (now - seenAt > Math.min(NOTED_EVERY_MS, terms.idleMs / 4)) await store.seen(sessionId, now);
    return { sessionId, accountId: account.accountId, name: account.name, role: account.role };
  }

  /** Whether this secret opens something still; for whoever has opened a stream by it, which is no use of it by itself. */
  async lasts(secret: string): Promise<boolean> {
    return (await this.#opened(secret)) !== null;
  }

  /** Ends the session of a secret, if it has one. */
  async end(secret: string): Promise<void> {
    const { store, secrets } = this.#deps;
    const digest = secrets.digestOf(KIND, secret);
    const found = digest === null ? null : await store.session(digest);
    if (found !== null) await store.end(found.session.sessionId);
  }

  async #opened(secret: string) {
    const { store, secrets, clock, terms } = this.#deps;
    const digest = secrets.digestOf(KIND, secret);
    const found = digest === null ? null : await store.session(digest);
    return found !== null && isOpen(found.session, found.account, clock.now(), terms) ? found : null;
  }

  /** Takes what has expired out of the store, once in a while. */
  async forgetOld(): Promise<void> {
    const { store, clock, terms } = this.#deps;
    const now = clock.now();
    if (Math.abs(now - this.#forgotAt) < TIDIED_EVERY_MS) return;
    this.#forgotAt = now;
    await store.forget({
      openedBy: now - terms.longestMs,
      seenBy: now - terms.idleMs,
      linksBy: now,
      talliesBy: now - FORGOTTEN_AFTER_MS,
    });
  }
}
