/** An amount in won. Always a whole number, never a fraction: the won has no smaller unit in use. */
export type Won = number;

/** The one currency of the shop, as ISO 4217 writes it. */
export const CURRENCY = 'KRW';

/** True for an amount that may be stored: a whole number of won from 0 up to what a number holds exactly. */
export function isWon(amount: number): amount is Won {
  return Number.isSafeInteger(amount) && amount >= 0;
}
