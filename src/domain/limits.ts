/** How long what people write may be, in characters. */
export const LONGEST = {
  name: 100,
  address: 300,
  note: 200,
  cardMessage: 200,
  cardFrom: 50,
  /** Of a review, and of the shop's answer to it. */
  review: 2_000,
  /** Why something is done, or by what it is known that it was done. */
  reason: 200,
} as const;

/** How much one order may hold: things on the menu, and of each of them. */
export const MOST_LINES = 20;
export const MOST_OF_ONE = 99;
