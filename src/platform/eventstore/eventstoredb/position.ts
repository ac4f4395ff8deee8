import { type Position, START } from '../event-store.ts';

/** As many digits as an unsigned 64-bit number can have. */
const DIGITS = 20;
const POSITION = new RegExp(`^\\d{${2 * DIGITS}}$`);
/** All bits set: what the server sends where it has no position to tell. */
const NONE = String(2n ** 64n - 1n);

/** The halves of a place in `$all`, as the protocol writes them. */
export interface Halves {
  readonly commit: string;
  readonly prepare: string;
}

/** Both halves as fixed-width text: a subscription resumed with one of them could miss events. */
export function positionOf(commit: string, prepare: string): Position {
  return commit.padStart(DIGITS, '0') + prepare.padStart(DIGITS, '0');
}

/** Whether what the server sent is a place in the log at all. */
export function isPlace({ commit, prepare }: Halves): boolean {
  return commit !== NONE && prepare !== NONE;
}

/** Whether a text is a position of this kind of log. */
export function isPosition(text: string): boolean {
  return text === START || POSITION.test(text);
}

/**
 * The halves of a position; null for the start.
 * @throws TypeError when the text is no position of this kind of log.
 */
export function halvesOf(position: Position): Halves | null {
  if (position === START) return null;
  if (!isPosition(position)) throw new TypeError('this is not a position of EventStoreDB');
  return { commit: numberIn(position.slice(0, DIGITS)), prepare: numberIn(position.slice(DIGITS)) };
}

/** How far a position is on the way to a later one, 0 to 1. */
export function shareOf(position: Position, end: Position): number {
  const at = position === START ? 0 : Number(position.slice(0, DIGITS));
  return at / Number(end.slice(0, DIGITS));
}

function numberIn(half: string): string {
  return half.replace(/^0+(?=\d)/, '');
}
