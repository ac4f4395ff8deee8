import { unknownEvent } from '../decider.ts';
import type { CancelledBy, OrderEvent, OrderPlaced } from './events.ts';

/** A cancellation that was asked for and that the delivery stream has not yet decided. */
export interface OpenCancellation {
  readonly by: CancelledBy;
  readonly reason: string | null;
}

/** The order as far as its own stream tells. What happens at the florist's is the delivery's to say. */
export type Order =
  | { readonly status: 'None' }
  | {
      readonly status: 'AwaitingPayment';
      readonly placed: OrderPlaced['data'];
      readonly cancellation: OpenCancellation | null;
    }
  | { readonly status: 'Paid'; readonly placed: OrderPlaced['data']; readonly cancellation: OpenCancellation | null }
  | { readonly status: 'PaymentFailed'; readonly placed: OrderPlaced['data'] }
  | { readonly status: 'Cancelled'; readonly placed: OrderPlaced['data']; readonly by: CancelledBy }
  | { readonly status: 'Completed'; readonly placed: OrderPlaced['data'] };

/** How an order may stand by its own stream once it is placed. */
export const PLACED_STATUSES = [
  'AwaitingPayment',
  'Paid',
  'PaymentFailed',
  'Cancelled',
  'Completed',
] as const satisfies readonly Exclude<Order['status'], 'None'>[];

export const initialOrder: Order = { status: 'None' };

/** True while a cancellation waits for the delivery stream's decision. */
export function hasOpenCancellation(order: Order): boolean {
  return 'cancellation' in order && order.cancellation !== null;
}

/** The order after one more event. */
export function evolveOrder(order: Order, event: OrderEvent): Order {
  if (event.type === 'OrderPlaced') return { status: 'AwaitingPayment', placed: event.data, cancellation: null };
  if (order.status === 'None') return order;
  const { placed } = order;
  switch (event.type) {
    case 'OrderPaid':
      return { status: 'Paid', placed, cancellation: null };
    case 'OrderPaymentFailed':
      return { status: 'PaymentFailed', placed };
    case 'OrderCancellationRequested':
      return 'cancellation' in order ? { ...order, cancellation: event.data } : order;
    case 'OrderCancellationRefused':
      return 'cancellation' in order ? { ...order, cancellation: null } : order;
    case 'OrderCancelled':
      return { status: 'Cancelled', placed, by: event.data.by };
    case 'OrderCompleted':
      return { status: 'Completed', placed };
    default:
      return unknownEvent(order, event);
  }
}
