import { unknownEvent } from '../decider.ts';
import { CURRENCY, type Won } from '../money.ts';
import type { PaymentEvent } from './events.ts';
import { givenBackOf, type Holding, keptOf, sumOf } from './evidence.ts';

/** What was taken for an order and what has gone back, as the shop's books have it after some events of its payment. */
export interface Books {
  /** Every payment that is known, with what has gone back of it by the gateway. */
  readonly charges: readonly Holding[];
  /** What an operator has given back by other means; the gateway still keeps it. */
  readonly byHand: Won;
}

/** Money of one currency, in its smallest unit. */
export interface Money {
  readonly currency: string;
  readonly charged: number;
  /** Never more than was charged. */
  readonly refunded: number;
}

export const emptyBooks: Books = { charges: [], byHand: 0 };

/**
 * The books after one more event. An event tells how the money stands and not what has moved; where it leaves a choice, as little has
 * moved as explains it.
 */
export function evolveBooks(books: Books, event: PaymentEvent): Books {
  switch (event.type) {
    case 'PaymentApproved': {
      const { amount, paymentId } = event.data;
      // Nothing else is kept than this, and nothing in another currency. A payment that nobody knew of is the whole of it.
      const isKnown = books.charges.some((charge) => charge.paymentId === paymentId);
      const others = books.charges.map((charge) => (isKnown && isInWon(charge) ? charge : goneBack(charge)));
      return keeping(knowing({ ...books, charges: others }, paymentId), amount, paymentId);
    }
    case 'PaymentDisputed': {
      const told = new Map(event.data.charges.map((charge) => [charge.paymentId, charge]));
      const others = books.charges.filter(({ paymentId }) => !told.has(paymentId));
      return { ...books, charges: [...others, ...told.values()] };
    }
    case 'RefundAttempted': {
      const { amount, paymentId } = event.data;
      return changing(knowing(books, paymentId), paymentId, (charge) => withKept(charge, amount));
    }
    case 'RefundApproved': {
      const { amount, paymentId } = event.data;
      const known = knowing(books, paymentId);
      const more = isInWonOnly(known) ? amount - sumOf(known.charges, ({ amount: taken }) => taken) : 0;
      const taken = changing(known, paymentId, (charge) => ({ ...charge, amount: charge.amount + Math.max(0, more) }));
      return { ...taken, charges: taken.charges.map(goneBack) };
    }
    case 'RefundFailed': {
      const { amount, paymentId } = event.data;
      return isInWonOnly(books) ? keeping(knowing(books, paymentId), amount, paymentId) : books;
    }
    case 'RefundSettledManually':
      return settledByHand(books, event.data.amount);
    // None of these moves money: what they tell of was written down before, or never came.
    case 'PaymentAttempted':
    case 'PaymentUnresolved':
    case 'PaymentDeclined':
    case 'PaymentAccepted':
    case 'PaymentVoided':
      return books;
    default:
      return unknownEvent(books, event);
  }
}

/** What was taken and given back, by currency. Won comes first, also when there is none. */
export function moneyIn({ charges, byHand }: Books): readonly Money[] {
  const currencies = new Set([CURRENCY, ...charges.map(({ currency }) => currency)]);
  return [...currencies].map((currency) => {
    const held = charges.filter((charge) => charge.currency === currency);
    const taken = sumOf(held, ({ amount }) => amount);
    const refunded = sumOf(held, givenBackOf) + (currency === CURRENCY ? byHand : 0);
    // Nothing can be given back that was not taken: who settled it by hand knew of a charge that the gateway would not tell of.
    return { currency, charged: Math.max(taken, refunded), refunded };
  });
}

/** By hand, everything that is kept goes back; in won the event says how much that is. */
function settledByHand(books: Books, amount: Won): Books {
  if (isInWonOnly(books)) return { ...books, byHand: books.byHand + amount };
  const inWon = books.charges.filter(isInWon);
  const charges = books.charges.map((charge) => (isInWon(charge) ? charge : goneBack(charge)));
  return { charges, byHand: sumOf(inWon, keptOf) };
}

/** With this payment among the charges; nothing is known of it yet where it is new. */
function knowing(books: Books, paymentId: string): Books {
  if (books.charges.some((charge) => charge.paymentId === paymentId)) return books;
  const unknown: Holding = { paymentId, amount: 0, refunded: 0, currency: CURRENCY };
  return { ...books, charges: [...books.charges, unknown] };
}

/** The gateway keeps so much in all: what is missing came by this payment, what is too much has gone back of the others first. */
function keeping(books: Books, kept: Won, paymentId: string): Books {
  let tooMuch = Math.max(0, sumOf(books.charges, keptOf) - kept);
  const returned = books.charges.map((charge) => {
    if (charge.paymentId === paymentId) return charge;
    const back = Math.min(tooMuch, keptOf(charge));
    tooMuch -= back;
    return { ...charge, refunded: charge.refunded + back };
  });
  const others = returned.filter((charge) => charge.paymentId !== paymentId);
  const own = kept - sumOf(others, keptOf);
  return changing({ ...books, charges: returned }, paymentId, (charge) => withKept(charge, own));
}

/** The charge as it is when so much of it is kept: first what had gone back is there again, then more was taken. */
function withKept(charge: Holding, kept: Won): Holding {
  const amount = Math.max(charge.amount, kept);
  return { ...charge, amount, refunded: amount - kept };
}

function changing(books: Books, paymentId: string, change: (charge: Holding) => Holding): Books {
  const charges = books.charges.map((charge) => (charge.paymentId === paymentId ? change(charge) : charge));
  return { ...books, charges };
}

function goneBack(charge: Holding): Holding {
  return { ...charge, refunded: Math.max(charge.amount, charge.refunded) };
}

function isInWonOnly({ charges }: Books): boolean {
  return charges.every(isInWon);
}

function isInWon({ currency }: Holding): boolean {
  return currency === CURRENCY;
}
