import fc from 'fast-check';
import { type Actor, type MoveName, moveNames, moves, movesByThemselves } from './moves.ts';
import { OneOrder, type Streams } from './one-order.ts';

/** One step of a life. Who acts without looking first goes by what they saw the last time. */
export interface Step {
  readonly move: MoveName;
  readonly looksFirst: boolean;
}

function lookingFirst(...names: readonly MoveName[]): Step[] {
  return names.map((move) => ({ move, looksFirst: true }));
}

const toThePaidOrder = lookingFirst(
  'the customer orders',
  'a charge is attempted',
  'the gateway charges',
  'the approval is recorded',
  'the order is paid',
);
const toTheBouquet = [...toThePaidOrder, ...lookingFirst('the delivery is requested', 'the florist accepts')];

/** Four whole lives. Alone, chance would hardly ever bring an order so far. */
const ways: readonly (readonly Step[])[] = [
  [
    ...toTheBouquet,
    ...lookingFirst(
      'the florist starts',
      'the flowers arrive',
      'the order is completed',
      'a review is asked for',
      'the customer writes a review',
      'the florist checks the review',
      'the florist answers the review',
    ),
  ],
  [
    ...toTheBouquet,
    ...lookingFirst(
      'the florist starts',
      'the delivery fails',
      'the flowers come back',
      'the order ends as cancelled',
      'a refund is attempted',
      'the gateway gives the money back',
      'the refund is recorded',
    ),
  ],
  [
    ...toThePaidOrder,
    ...lookingFirst(
      'the customer asks for a cancellation',
      'the cancellation goes to the delivery',
      'the order ends as cancelled',
      'a refund is attempted',
      'the gateway refuses the refund',
      'the refused refund is recorded',
      'the operator settles a refund',
    ),
  ],
  // The race: the florist starts by a look at the order from before the cancellation.
  [
    ...toTheBouquet,
    ...lookingFirst('the customer asks for a cancellation'),
    { move: 'the florist starts', looksFirst: false },
    ...lookingFirst(
      'the cancellation goes to the delivery',
      'the cancellation is refused',
      'the flowers arrive',
      'the order is completed',
    ),
  ],
];

const oneMove = fc.record({
  move: fc.constantFrom(...moveNames),
  looksFirst: fc.constantFrom(true, true, true, false),
});

/** A whole life, and between its steps anything else that can happen, as often as chance has it. Three of four looks are fresh. */
export const lives: fc.Arbitrary<Step[]> = fc
  .record({
    way: fc.constantFrom(...ways),
    chances: fc.array(fc.oneof(fc.constant('on the way' as const), oneMove), { maxLength: 100, size: 'max' }),
  })
  .map(({ way, chances }) => {
    let next = 0;
    return chances.flatMap((chance) => (chance === 'on the way' ? (way[next++] ?? []) : chance));
  });

/** Plays these steps, one after the other. */
export function live(life: readonly Step[]): OneOrder {
  const order = new OneOrder();
  const seen = new Map<Actor, Streams>();
  for (const step of life) take(order, seen, step);
  return order;
}

/** More rounds of everybody than any order can need. */
const MAX_ROUNDS = 30;

/** Lets the gateway answer and the processes work, each on what it sees now, until nothing is left to do. */
export function comeToRest(order: OneOrder): OneOrder {
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const before = order.story.length;
    for (const move of movesByThemselves) take(order, new Map(), { move, looksFirst: true });
    if (order.story.length === before) return order;
  }
  throw new Error('the processes never come to rest');
}

function take(order: OneOrder, seen: Map<Actor, Streams>, { move: name, looksFirst }: Step): void {
  const move = moves[name];
  if ('happens' in move) {
    order.gateway = move.happens(order.gateway, order.streams);
    return;
  }
  if (looksFirst || !seen.has(move.by)) seen.set(move.by, order.streams);
  const look = seen.get(move.by) ?? order.streams;
  if (!move.seeing(look, order.gateway)) return;
  order.say(move.says);
  if (order.story.at(-1)?.type === 'PaymentAttempted') order.gateway = { ...order.gateway, calls: 1 };
}
