// The stored contract of a delivery's stream. A change here is a schema change: see CONTRIBUTING, "Change an event".
import type { DomainEvent } from '../decider.ts';
import type { CancelledBy } from '../order/events.ts';

export type DeliveryRequested = DomainEvent<
  'DeliveryRequested',
  { readonly deliverOn: string | null; readonly window: string | null }
>;
/** The florist has not answered, and was reminded. */
export type DeliveryReminded = DomainEvent<'DeliveryReminded', Record<string, never>>;
/** The florist has confirmed the order and makes the flowers. */
export type DeliveryAccepted = DomainEvent<'DeliveryAccepted', Record<string, never>>;
/** The florist refused, or did not answer in time (`system`). */
export type DeliveryRejected = DomainEvent<
  'DeliveryRejected',
  { readonly by: 'florist' | 'system'; readonly reason: string | null }
>;
export type DeliveryStarted = DomainEvent<'DeliveryStarted', Record<string, never>>;
/** Nobody was home, the address was wrong, … The flowers are still on the way. */
export type DeliveryFailed = DomainEvent<'DeliveryFailed', { readonly reason: string }>;
/** After a failure the flowers are back at the shop; there will be no delivery. */
export type DeliveryReturned = DomainEvent<'DeliveryReturned', Record<string, never>>;
export type DeliveryCompleted = DomainEvent<'DeliveryCompleted', Record<string, never>>;
/** There will be no delivery. May be the first event of the stream, when no delivery was requested yet. */
export type DeliveryCancelled = DomainEvent<'DeliveryCancelled', { readonly by: CancelledBy }>;

export type DeliveryEvent =
  | DeliveryRequested
  | DeliveryReminded
  | DeliveryAccepted
  | DeliveryRejected
  | DeliveryStarted
  | DeliveryFailed
  | DeliveryReturned
  | DeliveryCompleted
  | DeliveryCancelled;
