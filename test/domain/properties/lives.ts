import fc from 'fast-check';
import { type MoveName, moveNames, moves, movesByThemselves } from './moves.ts';
import { OneOrder } from './one-order.ts';

/** One step of a life, by a look at the streams from so many changes ago. */
export interface Step {
  readonly move: MoveName;
  readonly looked: number;
}

function inTime(...names: readonly MoveName[]): Step[] {
  return names.map((move) => ({ move, looked: 0 }));
}

const toThePaidOrder = inTime(
  'the customer orders',
  'a charge is attempted',
  'the gateway charges',
  'the charge is recorded',
  'the order is paid',
);
const toTheBouquet = [...toThePaidOrder, ...inTime('the delivery is requested', 'the florist accepts')];

/** Whole lives. Alone, chance would hardly ever bring an order so far. */
const ways: readonly (readonly Step[])[] = [
  [
    ...toTheBouquet,
    ...inTime(
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
    ...inTime(
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
    ...inTime(
      'the customer asks for a cancellation',
      'the cancellation goes to the delivery',
      'the order ends as cancelled',
      'a refund is attempted',
      'the gateway refuses the refund',
      'the refused refund is recorded',
      'the operator settles a refund',
    ),
  ],
  inTime(
    'the customer orders',
    'a charge is attempted',
    'the gateway declines',
    'the decline is recorded',
    'the payment fails',
  ),
  // The race: the florist starts by a look at the order from before the cancellation.
  [
    ...toTheBouquet,
    ...inTime('the customer asks for a cancellation'),
    { move: 'the florist starts', looked: 1 },
    ...inTime(
      'the cancellation goes to the delivery',
      'the flowers arrive',
      'the order is completed',
      'the cancellation is refused',
      'the order is completed',
    ),
  ],
  // A charge that shows up when nobody waits for it any more.
  inTime(
    'the customer orders',
    'a charge is attempted',
    'the charge stays unclear',
    'the customer asks for a cancellation',
    'the cancellation goes to the delivery',
    'the order ends as cancelled',
    'the payment is voided',
    'the gateway charges',
    'the charge of an ended order is recorded',
    'a refund is attempted',
    'the gateway gives the money back',
    'the refund is recorded',
  ),
  // Another amount than the total: taken as paid, or given back.
  inTime(
    'the customer orders',
    'a charge is attempted',
    'the gateway charges another amount',
    'a charge of another amount is recorded',
    'the operator takes a dispute as paid',
    'the order is paid',
    'the delivery is requested',
  ),
  inTime(
    'the customer orders',
    'a charge is attempted',
    'the gateway charges another amount',
    'a charge of another amount is recorded',
    'the customer asks for a cancellation',
    'the cancellation goes to the delivery',
    'the order ends as cancelled',
    'a refund of another amount is attempted',
    'the gateway gives the money back',
    'the refund of another amount is recorded',
  ),
  // Processes that were held up, and write what they had decided on an order that is cancelled by now.
  [
    ...toThePaidOrder,
    ...inTime('the customer asks for a cancellation', 'the cancellation goes to the delivery'),
    { move: 'the delivery is requested', looked: 2 },
    ...inTime('the florist accepts', 'the order ends as cancelled'),
  ],
  [
    ...inTime(
      'the customer orders',
      'the customer asks for a cancellation',
      'the cancellation goes to the delivery',
      'the order ends as cancelled',
      'the payment is voided',
    ),
    { move: 'a charge is attempted', looked: 4 },
  ],
];

const oneMove = fc.record({
  move: fc.constantFrom(...moveNames),
  looked: fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 5),
});

/** A whole life, and between its steps anything else that can happen, as often as chance has it. */
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
  for (const step of life) take(order, step);
  return order;
}

/** More rounds of everybody than any order can need. */
const MAX_ROUNDS = 30;

/** Lets the gateway answer and the processes work, each on what it sees now, until nothing is left to do. */
export function comeToRest(order: OneOrder): OneOrder {
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const before = order.story.length;
    for (const move of movesByThemselves) take(order, { move, looked: 0 });
    if (order.story.length === before) return order;
  }
  throw new Error('the processes never come to rest');
}

function take(order: OneOrder, { move: name, looked }: Step): void {
  const move = moves[name];
  if ('happens' in move) {
    order.gateway = move.happens(order.gateway, order.streams());
  } else if (move.seeing(order.streams(looked), order.gateway)) {
    const before = order.story.length;
    order.say(move.says);
    const hasCalled = order.story.slice(before).some(({ type }) => type === 'PaymentAttempted');
    if (hasCalled) order.gateway = { ...order.gateway, calls: 1 };
  }
}
