import { type Decider, type Decision, nothing, reject } from '../decider.ts';
import { type Erasure, evolveErasure, initialErasure } from './erasure.ts';
import type { ErasedOrder, ErasureCause, ErasureEvent, OrdersErased } from './events.ts';

/** Asks for a person's data to be erased. */
export interface RequestErasure {
  readonly type: 'RequestErasure';
  readonly person: string;
  readonly cause: ErasureCause;
  /** How many orders of the person have not ended yet, money included. */
  readonly openOrders: number;
}

/**
 * Asks again for an erasure that these streams have forgotten: they come from a backup that is older. It waits for nothing, because nobody may
 * read the person's data again.
 */
export interface RepeatErasure {
  readonly type: 'RepeatErasure';
  readonly person: string;
  readonly cause: ErasureCause;
}

/** The key is destroyed, and these orders held data of the person. */
export interface RecordErased {
  readonly type: 'RecordErased';
  readonly orders: readonly ErasedOrder[];
}

/** All that was made of the erased orders is cleared. */
export interface CompleteErasure {
  readonly type: 'CompleteErasure';
}

export type ErasureCommand = RequestErasure | RepeatErasure | RecordErased | CompleteErasure;

/** So many orders are named by one event, and so many events follow from one command: an append stays far below what a log takes. */
const ORDERS_AN_EVENT = 500;
const EVENTS_A_COMMAND = 10;

function request({ person, cause, openOrders }: RequestErasure, erasure: Erasure): Decision<ErasureEvent> {
  if (erasure.status !== 'None') return nothing;
  if (openOrders > 0) {
    return reject(
      'PERSON_HAS_OPEN_ORDERS',
      'An order of this person has not ended yet, or its money is not settled. Erase them when it is.',
      { openOrders },
    );
  }
  return [{ type: 'ErasureRequested', data: { person, cause } }];
}

function repeat({ person, cause }: RepeatErasure, erasure: Erasure): readonly ErasureEvent[] {
  return erasure.status === 'None' ? [{ type: 'ErasureRequested', data: { person, cause } }] : nothing;
}

/** Those that are not recorded yet; at least once, since what matters most is that the key is gone. */
function record({ orders }: RecordErased, erasure: Erasure): Decision<ErasureEvent> {
  if (erasure.status === 'None') return notRequested();
  const fresh = orders.filter(({ orderId }) => !erasure.orders.has(orderId));
  if (fresh.length === 0) return erasure.status === 'Requested' ? [ordersErased([])] : nothing;
  const events: OrdersErased[] = [];
  for (let from = 0; from < fresh.length && events.length < EVENTS_A_COMMAND; from += ORDERS_AN_EVENT) {
    events.push(ordersErased(fresh.slice(from, from + ORDERS_AN_EVENT)));
  }
  return events;
}

function ordersErased(orders: readonly ErasedOrder[]): OrdersErased {
  return { type: 'OrdersErased', data: { orders } };
}

function complete(erasure: Erasure): Decision<ErasureEvent> {
  switch (erasure.status) {
    case 'Completed':
      return nothing;
    case 'Erased':
      return [{ type: 'ErasureCompleted', data: { orders: erasure.orders.size } }];
    default:
      return notRequested();
  }
}

function notRequested() {
  return reject('ERASURE_NOT_UNDER_WAY', 'The key of this person has not been destroyed.');
}

function decide(command: ErasureCommand, erasure: Erasure): Decision<ErasureEvent> {
  switch (command.type) {
    case 'RequestErasure':
      return request(command, erasure);
    case 'RepeatErasure':
      return repeat(command, erasure);
    case 'RecordErased':
      return record(command, erasure);
    case 'CompleteErasure':
      return complete(erasure);
    default:
      return command satisfies never;
  }
}

export const erasureDecider: Decider<Erasure, ErasureCommand, ErasureEvent> = {
  initial: initialErasure,
  evolve: evolveErasure,
  decide,
};
