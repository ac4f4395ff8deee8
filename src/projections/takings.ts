import { z } from 'zod';
import { unknownEvent } from '../domain/decider.ts';
import type { OrderPlaced } from '../domain/order/index.ts';
import { emptyBooks, evolveBooks, type Money, moneyIn, type PaymentEvent } from '../domain/payment/index.ts';
import { shopTimeAt } from '../domain/shop-time.ts';
import type { Recorded } from '../platform/eventstore/recorded-event.ts';
import { indexKey } from '../platform/views/view.ts';
import { type EventOf, orderIdOf } from '../stored-events/streams.ts';
import { erasedBy } from './erased-by.ts';
import { orderLine } from './schemas.ts';
import { placedOrderOf, type ShopView } from './shop-view.ts';

const holding = z
  .object({ paymentId: z.string(), amount: z.number(), refunded: z.number(), currency: z.string() })
  .readonly();
const movement = z
  .object({ day: z.string(), currency: z.string(), charged: z.number(), refunded: z.number() })
  .readonly();
const document = z
  .object({
    orderId: z.string(),
    items: z.array(orderLine).readonly(),
    deliveryFee: z.number(),
    total: z.number(),
    books: z.object({ charges: z.array(holding).readonly(), byHand: z.number() }).readonly(),
    /** What moved, by day of the shop and currency; earliest first. */
    movements: z.array(movement).readonly(),
    /** The gateway keeps something else than the total, and nobody has taken it as paid yet. */
    disputed: z.boolean(),
  })
  .readonly();

/** The money of one order, day by day. It says nothing of a person. */
export type OrderMoney = z.output<typeof document>;

/** What was taken and given back, one document an order: takings of a day or a month are sums over them. */
export const takingsView: ShopView<OrderMoney, 'order' | 'payment'> = {
  name: 'takings',
  revision: 1,
  schema: document,
  categories: ['order', 'payment'],
  erasedBy,
  docId: placedOrderOf,
  evolve,
  // A document stands in an index once, and money may move on any number of days: nearly always on one or two.
  indexes: {
    first: ({ movements: [first] }, id) => (first === undefined ? null : indexKey(first.day, id)),
    last: (doc, id) => (daysOf(doc).length < 2 ? null : indexKey(lastDayOf(doc), id)),
    several: (doc, id) => (daysOf(doc).length < 3 ? null : indexKey(lastDayOf(doc), id)),
  },
};

function evolve(doc: OrderMoney | null, event: Recorded<EventOf<'order' | 'payment'>>): OrderMoney | null {
  switch (event.type) {
    case 'OrderPlaced':
      return doc ?? placed(event);
    case 'OrderPaid':
    case 'OrderPaymentFailed':
    case 'OrderCancellationRequested':
    case 'OrderCancellationRefused':
    case 'OrderCancelled':
    case 'OrderCompleted':
      return doc;
    default:
      return doc && afterPayment(doc, event);
  }
}

function afterPayment(doc: OrderMoney, payment: Recorded<PaymentEvent>): OrderMoney {
  const books = evolveBooks(doc.books, payment);
  const day = shopTimeAt(Date.parse(payment.at)).day;
  const movements = moneyIn(books).reduce(
    (known, now) => moved(known, day, moneyBefore(doc, now.currency), now),
    doc.movements,
  );
  return { ...doc, books, movements, disputed: isDisputedAfter(payment, doc.disputed) };
}

function placed(event: Recorded<OrderPlaced>): OrderMoney {
  const { items, deliveryFee, total } = event.data;
  const orderId = orderIdOf(event.streamId) ?? '';
  return { orderId, items, deliveryFee, total, books: emptyBooks, movements: [], disputed: false };
}

function moneyBefore({ books }: OrderMoney, currency: string): Money {
  return moneyIn(books).find((each) => each.currency === currency) ?? { currency, charged: 0, refunded: 0 };
}

/** The movements with what this day has changed, in the order of the days. */
function moved(
  known: OrderMoney['movements'],
  day: string,
  before: Money,
  { currency, ...now }: Money,
): OrderMoney['movements'] {
  const charged = now.charged - before.charged;
  const refunded = now.refunded - before.refunded;
  if (charged === 0 && refunded === 0) return known;
  const isThis = (each: OrderMoney['movements'][number]) => each.day === day && each.currency === currency;
  const that = known.find(isThis) ?? { charged: 0, refunded: 0 };
  const sum = { day, currency, charged: that.charged + charged, refunded: that.refunded + refunded };
  return [...known.filter((each) => !isThis(each)), sum].sort((a, b) => (a.day < b.day ? -1 : 1));
}

function isDisputedAfter({ type }: PaymentEvent, before: boolean): boolean {
  switch (type) {
    case 'PaymentDisputed':
      return true;
    case 'PaymentApproved':
    case 'PaymentAccepted':
    case 'PaymentVoided':
    case 'RefundAttempted':
    case 'RefundApproved':
    case 'RefundFailed':
    case 'RefundSettledManually':
      return false;
    case 'PaymentAttempted':
    case 'PaymentUnresolved':
    case 'PaymentDeclined':
      return before;
    default:
      return unknownEvent(before, type);
  }
}

/** The days on which money moved, earliest first. */
export function daysOf({ movements }: OrderMoney): readonly string[] {
  return [...new Set(movements.map(({ day }) => day))];
}

function lastDayOf({ movements }: OrderMoney): string {
  return movements.at(-1)?.day ?? '';
}
