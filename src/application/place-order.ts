import type { OrderId } from '../domain/ids.ts';
import type { Won } from '../domain/money.ts';
import type { Order, OrderPlaced, PlaceOrder, RequestedLine } from '../domain/order/index.ts';
import { shopTimeAt } from '../domain/shop-time.ts';
import { decideOn, emptyStream, handle } from '../platform/eventstore/handle-command.ts';
import type { Subjects } from '../platform/eventstore/recorded-event.ts';
import { orderAggregate } from '../stored-events/order.ts';
import { type CommandIdentity, orderIdFor } from './command-identity.ts';
import { type Shop, toResult, type UseCaseResult } from './use-case.ts';

/** What the customer asks for. Prices are not among it: they come from the menu at the moment of placing. */
export interface OrderWish {
  readonly lines: readonly RequestedLine[];
  /** The total that the customer saw; null when the caller does not say. */
  readonly confirmedTotal: Won | null;
  readonly details: Omit<OrderPlaced['data'], 'items' | 'deliveryFee' | 'total'>;
}

export interface PlacedOrder {
  readonly orderId: OrderId;
  readonly status: 'AwaitingPayment';
  readonly total: Won;
}

/**
 * Places an order (R1). With an Idempotency-Key the order's stream is read first, so a repeat is answered as the first time,
 * whatever has happened to the menu since, and whatever day it is by now.
 */
export async function placeOrder(
  shop: Shop,
  wish: OrderWish,
  identity: CommandIdentity,
): Promise<UseCaseResult<PlacedOrder>> {
  const orderId = orderIdFor(shop.ids, identity);
  const place = shop.unpaid.enter(wish.details.customer.phone, orderId);
  try {
    const handled = await decide(shop, orderId, { ...wish, unpaidBefore: place.before }, identity);
    if (handled.kind === 'accepted') place.keep();
    return toResult(handled, (order) => ({ orderId, status: 'AwaitingPayment', total: totalOf(order) }));
  } finally {
    place.leave();
  }
}

async function decide(
  shop: Shop,
  orderId: OrderId,
  wish: OrderWish & Pick<PlaceOrder, 'unpaidBefore'>,
  identity: CommandIdentity,
) {
  const menu = await shop.menu.current(wish.lines.map(({ menuItemId }) => menuItemId));
  const now = shopTimeAt(shop.clock.now());
  const command: PlaceOrder = { type: 'PlaceOrder', menu, deliveryFee: shop.deliveryFee, now, ...wish };
  // Keys are made for those alone whose order is placed.
  const meta = { ...identity, subjects: () => keysFor(shop, wish) };
  if (!identity.keyed) {
    const handled = await decideOn(shop, emptyStream(orderAggregate, orderId), command, meta);
    if (handled.kind !== 'conflict') return handled;
  }
  return handle(shop, orderAggregate, orderId, command, meta);
}

/** A recipient without a phone of their own shares the customer's key. */
async function keysFor(shop: Shop, { details }: Pick<OrderWish, 'details'>): Promise<Subjects> {
  const phones = [details.customer.phone, details.recipient.phone];
  const [customer, recipient] = await Promise.all(phones.map((phone) => shop.people.subjectFor(phone)));
  return { customer: customer as string, recipient: recipient as string };
}

function totalOf(order: Order): Won {
  if (order.status === 'None') throw new Error('a placed order has a state');
  return order.placed.total;
}
