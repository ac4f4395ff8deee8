import { START as FROM_START, type ReadPosition } from '@eventstore/db-client';
import { type Position, START } from '../event-store.ts';

/** A place in `$all` as the server says it. */
interface ServerPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** As many digits as an unsigned 64-bit number can have. */
const DIGITS = 20;
const POSITION = new RegExp(`^\\d{${2 * DIGITS}}$`);

/** Both halves as fixed-width text: a subscription resumed with one of them could miss events. */
export function toPosition({ commit, prepare }: ServerPosition): Position {
  return half(commit) + half(prepare);
}

/** All bits set: what the server sends where it has no position to tell. */
const NONE = 2n ** 64n - 1n;

/** Whether what the server sent is a place in the log at all. */
export function isPlace({ commit, prepare }: ServerPosition): boolean {
  return commit < NONE && prepare < NONE;
}

/** Whether a text is a position of this kind of log. */
export function isPosition(text: string): boolean {
  return text === START || POSITION.test(text);
}

/** @throws TypeError when the text is no position of this kind of log. */
export function toServerPosition(position: Position): ReadPosition {
  if (position === START) return FROM_START;
  if (!isPosition(position)) throw new TypeError('this is not a position of EventStoreDB');
  return { commit: BigInt(position.slice(0, DIGITS)), prepare: BigInt(position.slice(DIGITS)) };
}

/** How far a position is on the way to a later one, 0 to 1. */
export function shareOf(position: Position, end: Position): number {
  const at = position === START ? 0 : Number(position.slice(0, DIGITS));
  return at / Number(end.slice(0, DIGITS));
}

function half(value: bigint): string {
  return value.toString().padStart(DIGITS, '0');
}
