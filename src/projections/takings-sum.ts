import type { Bilingual } from '../domain/menu/index.ts';
import { CURRENCY } from '../domain/money.ts';
import type { OrderMoney } from './takings.ts';

/** Money in won: what was taken, what went back, and what is left. */
export interface Sums {
  readonly charged: number;
  readonly refunded: number;
  readonly net: number;
}

export interface TakingsOfItem extends Sums {
  /** Null for delivery fees. */
  readonly menuItemId: string | null;
  /** As on the newest of these orders; null for delivery fees. */
  readonly name: Bilingual | null;
  /** How many were charged for. */
  readonly quantity: number;
}

/** What the shop took in a day (`2026-11-25`) or a month (`2026-11`) of its own. */
export interface Takings extends Sums {
  readonly period: string;
  /** Orders that were charged for the first time. */
  readonly orders: number;
  /** What is left of the period's money of orders whose charge is disputed now; part of `net`. */
  readonly disputed: number;
  /** By what was ordered, the most first; then delivery fees. Their sums are the whole. */
  readonly items: readonly TakingsOfItem[];
  /** Days on which money moved, earliest first. */
  readonly days: readonly (Sums & { readonly day: string })[];
  /** Charges that the gateway took in a currency that is not the shop's, in its smallest unit. */
  readonly otherCurrencies: readonly (Sums & { readonly currency: string })[];
}

type Changing = { charged: number; refunded: number };
type Item = Changing & { name: Bilingual | null; nameOf: string; quantity: number };

/** Adds orders up to takings. Each order may come once only. */
export class TakingsSum {
  readonly #period: string;
  readonly #days = new Map<string, Changing>();
  readonly #others = new Map<string, Changing>();
  readonly #items = new Map<string | null, Item>();
  #orders = 0;
  #disputed = 0;

  constructor(period: string) {
    this.#period = period;
  }

  /** Adds what moved of an order's money within the period. */
  add(order: OrderMoney): void {
    let before: Changing = { charged: 0, refunded: 0 };
    let isFirst = true;
    for (const { day, currency, ...change } of order.movements) {
      const isWithin = day.startsWith(this.#period);
      if (currency !== CURRENCY) {
        if (isWithin) plus(entryOf(this.#others, currency), change);
        continue;
      }
      const after = { charged: before.charged + change.charged, refunded: before.refunded + change.refunded };
      if (isWithin) {
        plus(entryOf(this.#days, day), change);
        this.#addItems(order, before, after, isFirst, day);
        if (isFirst) this.#orders++;
        if (order.disputed) this.#disputed += change.charged - change.refunded;
      }
      before = after;
      isFirst = false;
    }
  }

  /** The sum of what was added. */
  total(): Takings {
    const days = [...this.#days].sort(([a], [b]) => (a < b ? -1 : 1));
    const whole: Changing = { charged: 0, refunded: 0 };
    for (const [, each] of days) plus(whole, each);
    return {
      period: this.#period,
      ...withNet(whole),
      orders: this.#orders,
      disputed: this.#disputed,
      items: [...this.#items]
        .map(([menuItemId, { name, quantity, ...sums }]) => ({ menuItemId, name, quantity, ...withNet(sums) }))
        .sort(byWorth),
      days: days.map(([day, sums]) => ({ day, ...withNet(sums) })),
      otherCurrencies: [...this.#others].map(([currency, sums]) => ({ currency, ...withNet(sums) })),
    };
  }

  #addItems(order: OrderMoney, before: Changing, after: Changing, isFirst: boolean, day: string): void {
    const parts = partsOf(order);
    const weights = parts.map(({ price }) => price);
    const [chargedBefore, charged] = [shares(before.charged, weights), shares(after.charged, weights)];
    const [refundedBefore, refunded] = [shares(before.refunded, weights), shares(after.refunded, weights)];
    for (const [index, { menuItemId, name, quantity }] of parts.entries()) {
      const item = this.#items.get(menuItemId) ?? { name, nameOf: day, quantity: 0, charged: 0, refunded: 0 };
      this.#items.set(menuItemId, item);
      if (day >= item.nameOf) Object.assign(item, { name, nameOf: day });
      if (isFirst) item.quantity += quantity;
      item.charged += at(charged, index) - at(chargedBefore, index);
      item.refunded += at(refunded, index) - at(refundedBefore, index);
    }
  }
}

/**
 * Shares an amount out by weights, in whole won, so that the shares are the amount. What was charged as it was ordered gives each line
 * its own price.
 */
export function shares(amount: number, weights: readonly number[]): readonly number[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let [seen, given] = [0, 0];
  return weights.map((weight) => {
    seen += weight;
    const share = Math.round(amount * (seen / whole)) - given;
    given += share;
    return share;
  });
}

function partsOf({ items, deliveryFee }: OrderMoney) {
  const lines = items.map(({ menuItemId, name, unitPrice, quantity }) => ({
    menuItemId,
    name,
    quantity,
    price: unitPrice * quantity,
  }));
  const fee = { menuItemId: null, name: null, quantity: 1, price: deliveryFee };
  return deliveryFee > 0 ? [...lines, fee] : lines;
}

function byWorth(a: TakingsOfItem, b: TakingsOfItem): number {
  if ((a.menuItemId === null) !== (b.menuItemId === null)) return a.menuItemId === null ? 1 : -1;
  return b.net - a.net || b.charged - a.charged || ((a.menuItemId ?? '') < (b.menuItemId ?? '') ? -1 : 1);
}

function withNet({ charged, refunded }: Changing): Sums {
  return { charged, refunded, net: charged - refunded };
}

function plus(sum: Changing, { charged, refunded }: Changing): void {
  sum.charged += charged;
  sum.refunded += refunded;
}

function entryOf(map: Map<string, Changing>, key: string): Changing {
  const known = map.get(key) ?? { charged: 0, refunded: 0 };
  map.set(key, known);
  return known;
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? 0;
}
