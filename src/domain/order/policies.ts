import { type Rejection, reject } from '../decider.ts';
import type { MenuItemId } from '../ids.ts';
import type { Menu } from '../menu/menu.ts';
import type { Won } from '../money.ts';
import { daysBetween, type ShopTime } from '../shop-time.ts';
import type { OrderLine, OrderPlaced } from './events.ts';

/** What the customer wants of one menu item. */
export interface RequestedLine {
  readonly menuItemId: MenuItemId;
  readonly quantity: number;
}

/** Everything that a placing rule may look at. `confirmedTotal` is what the customer saw, if the caller said so. */
export interface PlacingContext {
  readonly menu: Menu;
  readonly lines: readonly RequestedLine[];
  readonly deliveryFee: Won;
  readonly confirmedTotal: Won | null;
  readonly details: Pick<OrderPlaced['data'], 'deliverOn' | 'window'>;
  readonly unpaidBefore: UnpaidBefore;
  /** When the order is placed. */
  readonly now: ShopTime;
}

/** Other orders of the customer's phone that count as not paid: for how many milliseconds they still do, shortest first. */
export type UnpaidBefore = readonly number[];

/** As many orders of one phone may be waiting for their money, or have been declined, within an hour. */
export const MAX_UNPAID_ORDERS = 10;

/** How many days ahead the shop takes orders. */
export const MAX_DAYS_AHEAD = 60;

/** A named rule: null lets the order through, a rejection names what stands against it. */
export type PlacingPolicy = (context: PlacingContext) => Rejection | null;

/** Only what is on the menu can be ordered. */
export const onlyFromTheMenuPolicy: PlacingPolicy = ({ menu, lines }) => {
  const missing = lines.findIndex((line) => !menu.has(line.menuItemId));
  // By its place: what is on no menu may be any text of the caller's.
  return missing === -1
    ? null
    : reject('MENU_ITEM_NOT_FOUND', 'An ordered item is not on the menu.', { line: missing + 1 });
};

/** What is sold out can't be ordered. */
export const nothingSoldOutPolicy: PlacingPolicy = ({ menu, lines }) => {
  const soldOut = lines.find((line) => menu.get(line.menuItemId)?.soldOut === true);
  return soldOut === undefined
    ? null
    : reject('MENU_ITEM_SOLD_OUT', 'An ordered item is sold out.', { menuItemId: soldOut.menuItemId });
};

/** Flowers are brought from today on, and for the next two months, in hours that are still to come. */
export const deliverableTimePolicy: PlacingPolicy = ({ details: { deliverOn, window }, now }) => {
  if (deliverOn === null) return null;
  const daysAhead = daysBetween(now.day, deliverOn);
  // Asked this way round, so that what is no day at all (NaN) is refused too.
  const isInRange = daysAhead >= 0 && daysAhead <= MAX_DAYS_AHEAD;
  if (!isInRange) {
    return reject('DELIVERY_DAY_OUT_OF_RANGE', `Flowers are delivered from today to ${MAX_DAYS_AHEAD} days ahead.`, {
      today: now.day,
    });
  }
  const [begin = ''] = window?.split('-') ?? [];
  return daysAhead === 0 && begin <= now.time
    ? reject('DELIVERY_WINDOW_OVER', 'The chosen hours have begun already, or are over.', { now: now.time })
    : null;
};

/** The customer pays the total that they confirmed, or nothing is placed. */
export const confirmedTotalPolicy: PlacingPolicy = (context) => {
  const total = totalOf(priceLines(context), context.deliveryFee);
  return context.confirmedTotal === null || context.confirmedTotal === total
    ? null
    : reject('PRICE_CHANGED', 'The total is no longer the one that was confirmed.', {
        total,
        confirmedTotal: context.confirmedTotal,
      });
};

/** Whoever orders and does not pay is told to come back: each order sends messages to a number that may be anybody's. */
export const fewUnpaidPolicy: PlacingPolicy = ({ unpaidBefore }) => {
  const waitsForMs = unpaidBefore.at(-MAX_UNPAID_ORDERS);
  return waitsForMs === undefined
    ? null
    : reject('TOO_MANY_UNPAID_ORDERS', `Not more than ${MAX_UNPAID_ORDERS} orders of one phone may be unpaid.`, {
        retryAfter: Math.ceil(waitsForMs / 1000),
      });
};

/** The shop's rules for placing an order, in the order in which they are checked. */
export const placingPolicies: readonly PlacingPolicy[] = [
  onlyFromTheMenuPolicy,
  nothingSoldOutPolicy,
  deliverableTimePolicy,
  confirmedTotalPolicy,
  fewUnpaidPolicy,
];

/** The requested lines with the menu's names and prices. Lines that are not on the menu are left out. */
export function priceLines({ menu, lines }: Pick<PlacingContext, 'menu' | 'lines'>): OrderLine[] {
  return lines.flatMap(({ menuItemId, quantity }) => {
    const item = menu.get(menuItemId);
    return item === undefined ? [] : [{ menuItemId, name: item.name, unitPrice: item.price, quantity }];
  });
}

/** What an order costs, in won. */
export function totalOf(lines: readonly OrderLine[], deliveryFee: Won): Won {
  return lines.reduce((sum, line) => sum + line.unitPrice * line.quantity, deliveryFee);
}
