import { cleanText } from '../domain/text.ts';

/** What somebody of the shop does there. An operator may do whatever a florist may. */
export type StaffRole = 'florist' | 'operator';

/** Somebody of the shop. Times are milliseconds since 1970, UTC. */
export interface Account {
  readonly accountId: string;
  /** By which people sign in, and which stands in events as who did it. */
  readonly name: string;
  readonly role: StaffRole;
  /** What the password is checked by; null for who has none and comes by a link alone. */
  readonly password: string | null;
  readonly disabled: boolean;
  /** Grows when all sessions end at once: those of an earlier generation are none any more. */
  readonly generation: number;
  readonly createdAt: number;
  readonly lastSignInAt: number | null;
}

/** Characters of the longest name. */
export const MAX_NAME = 40;
const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u;

/** A name as it is kept; null for what can't be one: letters and digits of any script, dots, dashes, no blanks. */
export function toAccountName(written: string): string | null {
  // Whatever is longer is no name, and not worth a look.
  if (written.length > 4 * MAX_NAME) return null;
  const name = cleanText(written, 'line').trim();
  return [...name].length <= MAX_NAME && NAME.test(name) ? name : null;
}

/** By what an account is found: the same name in capitals is the same person. */
export function nameKeyOf(name: string): string {
  return name.toLowerCase().normalize('NFC');
}

/** True when somebody with this role may do what is for `needed`. */
export function mayActAs(role: StaffRole, needed: StaffRole): boolean {
  return role === needed || role === 'operator';
}
