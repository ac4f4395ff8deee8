import { type Position, START } from '../event-store.ts';

const DIGITS = 16;
const POSITION = new RegExp(`^\\d{${DIGITS}}$`);

/** Dense numbers from 1, with leading zeros so that they compare as text. */
export function toPosition(sequence: number): Position {
  return sequence === 0 ? START : String(sequence).padStart(DIGITS, '0');
}

export function isPosition(text: string): boolean {
  return text === START || POSITION.test(text);
}

/** 0 for `START`. */
export function toSequence(position: Position): number {
  return position === START ? 0 : Number(position);
}
