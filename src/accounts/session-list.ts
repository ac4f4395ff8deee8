import type { Clock } from '../platform/runtime/clock.ts';
import type { AccountStore } from './account-store.ts';
import { isOpen, type SessionTerms } from './session-terms.ts';
import type { SignedIn } from './sessions.ts';

/** A session as people look at it. Times are milliseconds since 1970, UTC. */
export interface OpenSession extends SignedIn {
  readonly openedAt: number;
  readonly seenAt: number;
  /** What the browser says of itself. */
  readonly device: string;
  readonly address: string;
}

export interface SessionListDeps {
  readonly store: AccountStore;
  readonly clock: Clock;
  readonly terms: SessionTerms;
}

/** Shows who is signed in where, and ends sessions by name: at once, and in every process. */
export class SessionList {
  readonly #deps: SessionListDeps;

  constructor(deps: SessionListDeps) {
    this.#deps = deps;
  }

  /** The sessions that are open now, of everybody or of one; the one that was opened last first. */
  async open(accountId?: string): Promise<OpenSession[]> {
    const { store, clock, terms } = this.#deps;
    const accounts = new Map((await store.all()).map((account) => [account.accountId, account]));
    const now = clock.now();
    return (await store.sessions()).flatMap((session) => {
      const account = accounts.get(session.accountId);
      if (account === undefined || !isOpen(session, account, now, terms)) return [];
      if (accountId !== undefined && account.accountId !== accountId) return [];
      const { sessionId, openedAt, seenAt, device, address } = session;
      const { name, role } = account;
      return [{ sessionId, accountId: account.accountId, name, role, openedAt, seenAt, device, address }];
    });
  }

  /** Ends one; false when there is none of that name. */
  end(sessionId: string): Promise<boolean> {
    return this.#deps.store.end(sessionId);
  }

  /** Ends all of somebody. */
  endAll(accountId: string): Promise<void> {
    return this.#deps.store.endAll(accountId);
  }
}
