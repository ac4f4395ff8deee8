import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isRejection } from '../../../src/domain/decider.ts';
import {
  type Books,
  emptyBooks,
  evolveBooks,
  givenBackOf,
  type Holding,
  keptOf,
  moneyIn,
  type Payment,
  type PaymentCommand,
  type PaymentEvent,
  paymentDecider,
  sumOf,
} from '../../../src/domain/payment/index.ts';
import { comeToRest, live, lives } from '../properties/lives.ts';

const TOTAL = 90_000;
const inWon = (books: Books) => moneyIn(books)[0] ?? { currency: 'KRW', charged: 0, refunded: 0 };
const isOfPayment = (event: { type: string }): event is PaymentEvent => /^(Payment|Refund)/.test(event.type);

/** Something happens at a gateway that does what it likes. */
type Change =
  | { readonly kind: 'charge'; readonly payment: number; readonly amount: number; readonly currency: string }
  | { readonly kind: 'give back'; readonly payment: number; readonly amount: number };

const payment = fc.nat({ max: 2 });
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    kind: fc.constant('charge' as const),
    payment,
    amount: fc.constantFrom(TOTAL, TOTAL, 50_000, 120_000),
    currency: fc.constantFrom('KRW', 'KRW', 'KRW', 'USD'),
  }),
  fc.record({ kind: fc.constant('give back' as const), payment, amount: fc.constantFrom(TOTAL, 50_000, 30_000) }),
);
const word = fc.record({
  change: fc.option(change),
  standing: fc.constantFrom('open' as const, 'committed' as const, 'ended' as const),
  next: fc.constantFrom('nothing', 'refund', 'accept', 'settle', 'fail'),
});

/** Lets a gateway do what it likes, and the payment's stream hear of it; what is said after the looks goes by what was seen. */
class AnyGateway {
  held: readonly Holding[] = [];
  state: Payment = paymentDecider.initial;
  books = emptyBooks;
  readonly story: PaymentEvent[] = [];

  constructor() {
    this.say({ type: 'AttemptCharge', orderId: 'order-1', amount: TOTAL });
  }

  change(it: Change): void {
    const paymentId = `payment-${it.payment}`;
    const known = this.held.find((each) => each.paymentId === paymentId);
    if (it.kind === 'charge' && known === undefined) {
      this.held = [...this.held, { paymentId, amount: it.amount, refunded: 0, currency: it.currency }];
    }
    if (it.kind === 'give back' && known !== undefined) {
      const refunded = Math.min(known.amount, known.refunded + it.amount);
      this.held = this.held.map((each) => (each === known ? { ...each, refunded } : each));
    }
  }

  say(command: PaymentCommand): void {
    const decision = paymentDecider.decide(command, this.state);
    if (isRejection(decision)) return;
    for (const event of decision) {
      this.state = paymentDecider.evolve(this.state, event);
      this.books = evolveBooks(this.books, event);
      this.story.push(event);
    }
  }
}

/** After money was settled by hand, somebody who does not know yet that the order has ended takes a further charge as its payment. */
const acceptedAfterSettlement: (typeof word extends fc.Arbitrary<infer Word> ? Word : never)[] = [
  { change: { kind: 'charge', payment: 0, amount: TOTAL, currency: 'KRW' }, standing: 'ended', next: 'settle' },
  { change: { kind: 'charge', payment: 1, amount: TOTAL, currency: 'KRW' }, standing: 'open', next: 'accept' },
  { change: null, standing: 'open', next: 'refund' },
  { change: null, standing: 'ended', next: 'fail' },
];

describe('the books of an order', () => {
  it('have what the gateway has, for whatever it does, once the order’s stream has heard of it', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const gateway = new AnyGateway();
        for (const { change: happens, standing, next } of words) {
          if (happens !== null) gateway.change(happens);
          const evidence = { held: gateway.held, unclear: null };
          gateway.say({ type: 'RecordEvidence', evidence, total: TOTAL, standing });
          agrees(gateway);
          const kept = gateway.held.find((holding) => keptOf(holding) > 0);
          if (next === 'refund' && kept !== undefined) {
            const { paymentId } = kept;
            gateway.say({ type: 'AttemptRefund', orderId: 'order-1', paymentId, amount: keptOf(kept), renew: false });
          }
          if (next === 'accept') gateway.say({ type: 'AcceptDispute', reference: 'phone', standing });
          if (next === 'settle') gateway.say({ type: 'SettleRefundManually', reference: 'bank', standing });
          if (next === 'fail') gateway.say({ type: 'RecordRefundFailure', code: 'NO', evidence, standing });
          agrees(gateway);
        }
      }),
      { numRuns: 1_000, examples: [[acceptedAfterSettlement]] },
    );
  });

  it('agree at rest with what was charged and given back in any life of an order', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const order = comeToRest(live(life));
        const books = order.story.filter(isOfPayment).reduce(evolveBooks, emptyBooks);
        const { charge, refund } = order.gateway;
        const charged = { none: 0, declined: 0, approved: 90_000, less: 50_000 }[charge];
        const { status } = order.streams().payment.state;
        fc.pre(status !== 'None' && status !== 'Attempted');
        if (status === 'SettledManually') {
          // Who settles before the gateway has told of a charge may give back what nobody has seen: then nothing is in the books of either.
          expect(inWon(books).charged - inWon(books).refunded).toBe(0);
          return;
        }
        expect(inWon(books)).toEqual({ currency: 'KRW', charged, refunded: refund === 'approved' ? charged : 0 });
      }),
      { numRuns: 500 },
    );
  });
});

/** What the state says of the money is what the books say of it. */
function agrees({ state, books, held, story }: AnyGateway): void {
  const { charged, refunded } = inWon(books);
  const told = story.map(({ type }) => type).join(' → ');
  if (refunded > charged || charged < 0 || refunded < 0) throw new Error(`${refunded} of ${charged}: ${told}`);
  switch (state.status) {
    case 'Approved':
      if (state.accepted === null && charged - refunded !== TOTAL) throw new Error(`${charged - refunded}: ${told}`);
      break;
    case 'Disputed': {
      const known = new Set(state.charges.map(({ paymentId }) => paymentId));
      const seen = books.charges.filter(({ paymentId, currency }) => known.has(paymentId) && currency === 'KRW');
      const there = state.charges.filter(({ currency }) => currency === 'KRW');
      expect([told, sumOf(seen, ({ amount }) => amount)]).toEqual([told, sumOf(there, ({ amount }) => amount)]);
      expect([told, sumOf(seen, givenBackOf)]).toEqual([told, sumOf(there, givenBackOf)]);
      break;
    }
    case 'Refunded':
    case 'SettledManually':
      expect([told, charged - refunded]).toEqual([told, 0]);
      break;
    case 'None':
    case 'Attempted':
    case 'Declined':
    case 'Voided':
      if (story.length === 1) expect(charged).toBe(0);
      break;
    case 'RefundFailed':
      if (held.every(({ currency }) => currency === 'KRW'))
        expect([told, charged - refunded]).toEqual([told, state.kept]);
      break;
    case 'RefundAttempted':
      // What else has moved shows when the gateway answers.
      break;
  }
}
