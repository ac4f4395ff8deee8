// The stored contract of an erasure's stream, which is its proof: it names no person. A change here is a schema change: see CONTRIBUTING,
// "Change an event".
import type { DomainEvent } from '../decider.ts';
import type { OrderId } from '../ids.ts';

/** Why a person is erased: they, or somebody for them, asked for it; or their last order ended longer ago than data are kept. */
export type ErasureCause = 'request' | 'retention';
/** What a person was to an order. */
export type PersonRole = 'customer' | 'recipient';

/** An order that held a person's data. */
export interface ErasedOrder {
  readonly orderId: OrderId;
  readonly roles: readonly PersonRole[];
}

/** From here on the person is to be erased, whatever happens meanwhile. `person` is the id of their key, which tells nothing of them. */
export type ErasureRequested = DomainEvent<
  'ErasureRequested',
  { readonly person: string; readonly cause: ErasureCause }
>;
/** The key is gone: in these orders nothing of the person can be read any more. Whoever has made something of these orders clears it now. */
export type OrdersErased = DomainEvent<'OrdersErased', { readonly orders: readonly ErasedOrder[] }>;
/** Nothing of the person is left in whatever was made of the log. `orders` is how many of them stay, without the person. */
export type ErasureCompleted = DomainEvent<'ErasureCompleted', { readonly orders: number }>;

export type ErasureEvent = ErasureRequested | OrdersErased | ErasureCompleted;
