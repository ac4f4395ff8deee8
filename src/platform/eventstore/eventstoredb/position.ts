import { type Position, START } from '../event-store.ts';

/** Of an unsigned 64-bit number. */
const DIGITS = 20;
const POSITION = new RegExp(`^\\d{${2 * DIGITS}}$`);
/** What the server sends where it has no position. */
const NONE = String(2n ** 64n - 1n);

/** As the protocol writes a place in `$all`. */
export interface Halves {
  readonly commit: string;
  readonly prepare: string;
}

/** Both halves: a subscription resumed with one of them could miss events. */
export function positionOf(commit: string, prepare: string): Position {
  return commit.padStart(DIGITS, '0') + prepare.padStart(DIGITS, '0');
}

/** False where the server had no position to tell. */
export function isPlace({ commit, prepare }: Halves): boolean {
  return commit !== NONE && prepare !== NONE;
}

export function isPosition(text: string): boolean {
  return text === START || POSITION.test(text);
}

/** Null for the start. @throws TypeError when the text is no position of this kind of log. */
export function halvesOf(position: Position): Halves | null {
  if (position === START) return null;
  if (!isPosition(position)) throw new TypeError('this is not a position of EventStoreDB');
  return { commit: numberIn(position.slice(0, DIGITS)), prepare: numberIn(position.slice(DIGITS)) };
}

/** 0 to 1. */
export function shareOf(position: Position, end: Position): number {
  const at = position === START ? 0 : Number(position.slice(0, DIGITS));
  return at / Number(end.slice(0, DIGITS));
}

function numberIn(half: string): string {
  return half.replace(/^0+(?=\d)/, '');
}
