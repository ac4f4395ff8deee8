import type { Account } from './account.ts';
import type { Session } from './account-store.ts';

/** For how long a session lasts, in milliseconds. */
export interface SessionTerms {
  /** Without being used. */
  readonly idleMs: number;
  /** However much it is used. */
  readonly longestMs: number;
}

/** True while a session counts: neither it nor its account has come to an end. */
export function isOpen(session: Session, account: Account, now: number, terms: SessionTerms): boolean {
  return (
    !account.disabled &&
    session.generation === account.generation &&
    now - session.seenAt < terms.idleMs &&
    now - session.openedAt < terms.longestMs
  );
}
