import type { Account } from '../../accounts/account.ts';
import type { PasswordFault } from '../../accounts/passwords.ts';
import type { OpenSession } from '../../accounts/session-list.ts';
import { toTimestamp } from '../../platform/runtime/clock.ts';
import { plain } from '../plain.ts';

/** Why a password is not taken, in words. */
export const PASSWORD_FAULTS: Readonly<Record<PasswordFault, string>> = {
  short: 'A password needs at least 10 characters.',
  long: 'A password has at most 200 characters.',
  plain: 'A password needs at least five different characters.',
  'like-name': 'A password must not hold the name that it belongs to.',
};

/** Everybody, a line each. */
export function peopleTable(accounts: readonly Account[]): string {
  if (accounts.length === 0) {
    return 'There is nobody yet. Add the first one: npm run people -- add <name> --role operator\n';
  }
  return table(
    ['name', 'role', 'last sign-in', ''],
    accounts.map((account) => [
      account.name,
      account.role,
      account.lastSignInAt === null ? 'never' : toTimestamp(account.lastSignInAt),
      [account.disabled && 'disabled', account.password === null && 'without a password'].filter(Boolean).join(', '),
    ]),
  );
}

/** Who is signed in, a line for each session. */
export function sessionsTable(sessions: readonly OpenSession[]): string {
  if (sessions.length === 0) return 'Nobody is signed in.\n';
  return table(
    ['session', 'name', 'since', 'last used', 'from', 'device'],
    sessions.map(({ sessionId, name, openedAt, seenAt, address, device }) => [
      sessionId,
      name,
      toTimestamp(openedAt),
      toTimestamp(seenAt),
      address,
      // A browser may say anything of itself.
      plain(device).slice(0, 60),
    ]),
  );
}

/** What a tool tells programs of somebody: all but what the password is checked by. */
export function personAsJson({ accountId, name, role, password, disabled, createdAt, lastSignInAt }: Account) {
  const [created, signedIn] = [toTimestamp(createdAt), lastSignInAt === null ? null : toTimestamp(lastSignInAt)];
  return {
    accountId,
    name,
    role,
    hasPassword: password !== null,
    disabled,
    createdAt: created,
    lastSignInAt: signedIn,
  };
}

/** What a tool tells programs of a session. */
export function sessionAsJson({ openedAt, seenAt, ...session }: OpenSession) {
  return { ...session, openedAt: toTimestamp(openedAt), seenAt: toTimestamp(seenAt) };
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_name, column) => Math.max(...[head, ...rows].map((row) => widthOf(row[column] ?? ''))));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** Columns that a text takes at a terminal: Hangul and its like take two. */
function widthOf(text: string): number {
  return [...text].reduce(
    (width, sign) => width + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uff00-\uff60]/.test(sign) ? 2 : 1),
    0,
  );
}
