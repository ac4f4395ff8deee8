import { type Position, START } from '../event-store.ts';

const DIGITS = 16;
const POSITION = new RegExp(`^\\d{${DIGITS}}$`);

/** Positions of the embedded log are dense numbers from 1, written with leading zeros so that they compare as text. */
export function toPosition(sequence: number): Position {
  return sequence === 0 ? START : String(sequence).padStart(DIGITS, '0');
}

/** Whether a text is a position of this kind of log. */
export function isPosition(text: string): boolean {
  return text === START || POSITION.test(text);
}

/** The number in a position; 0 for `START`. */
export function toSequence(position: Position): number {
  return position === START ? 0 : Number(position);
}
