import { unknownEvent } from '../decider.ts';
import type { CancelledBy } from '../order/events.ts';
import type { DeliveryEvent } from './events.ts';

/** Making and bringing the flowers, from the florist's answer to the door. */
export type Delivery =
  | { readonly status: 'None' }
  | { readonly status: 'Requested'; readonly reminded: boolean }
  | { readonly status: 'Accepted' }
  | { readonly status: 'Rejected'; readonly by: 'florist' | 'system'; readonly reason: string | null }
  | { readonly status: 'Started' }
  | { readonly status: 'Failed'; readonly reason: string }
  | { readonly status: 'Returned'; readonly reason: string }
  | { readonly status: 'Completed' }
  | { readonly status: 'Cancelled'; readonly by: CancelledBy };

export const DELIVERY_STATUSES = [
  'None',
  'Requested',
  'Accepted',
  'Rejected',
  'Started',
  'Failed',
  'Returned',
  'Completed',
  'Cancelled',
] as const satisfies readonly Delivery['status'][];
export type DeliveryStatus = Delivery['status'];
/** How a delivery stands while the florist has still to do with it. */
export const OPEN_DELIVERY_STATUSES = [
  'Requested',
  'Accepted',
  'Started',
  'Failed',
] as const satisfies readonly DeliveryStatus[];

/** How a delivery stands once an event has happened to it; null where that stays as it was. */
export const DELIVERY_STATUS_AFTER: Readonly<Record<DeliveryEvent['type'], DeliveryStatus | null>> = {
  DeliveryRequested: 'Requested',
  DeliveryReminded: null,
  DeliveryAccepted: 'Accepted',
  DeliveryRejected: 'Rejected',
  DeliveryStarted: 'Started',
  DeliveryFailed: 'Failed',
  DeliveryReturned: 'Returned',
  DeliveryCompleted: 'Completed',
  DeliveryCancelled: 'Cancelled',
};

export const initialDelivery: Delivery = { status: 'None' };

/** The delivery after one more event. */
export function evolveDelivery(delivery: Delivery, event: DeliveryEvent): Delivery {
  switch (event.type) {
    case 'DeliveryRequested':
      return { status: 'Requested', reminded: false };
    case 'DeliveryReminded':
      return delivery.status === 'Requested' ? { status: 'Requested', reminded: true } : delivery;
    case 'DeliveryAccepted':
      return { status: 'Accepted' };
    case 'DeliveryRejected':
      return { status: 'Rejected', ...event.data };
    case 'DeliveryStarted':
      return { status: 'Started' };
    case 'DeliveryFailed':
      return { status: 'Failed', reason: event.data.reason };
    case 'DeliveryReturned':
      return { status: 'Returned', reason: delivery.status === 'Failed' ? delivery.reason : '' };
    case 'DeliveryCompleted':
      return { status: 'Completed' };
    case 'DeliveryCancelled':
      return { status: 'Cancelled', by: event.data.by };
    default:
      return unknownEvent(delivery, event);
  }
}
