import { type DeadlineTerms, isWindowOver, type OrderWait, waitOf } from '../../domain/deadlines.ts';
import type { DeliveryCommand } from '../../domain/delivery/index.ts';
import type { CancelledBy, OpenCancellation, OrderCommand, OrderPlaced } from '../../domain/order/index.ts';
import type { ReviewCommand } from '../../domain/review/index.ts';
import type { Moment, Next } from '../../platform/processes/process-manager.ts';
import type { ShippingContext } from './context.ts';

/** What the shipping process is told from outside. */
export interface ShippingSettings {
  readonly terms: DeadlineTerms;
}

/** A command on one of the order's streams: all that the shipping process does. */
export type ShippingAction =
  | { readonly stream: 'order'; readonly command: OrderCommand }
  | { readonly stream: 'delivery'; readonly command: DeliveryCommand }
  | { readonly stream: 'review'; readonly command: ReviewCommand };

const done: Next<ShippingAction> = { kind: 'done' };

/** @param due the order's next deadline, whatever becomes of the command. */
function act(action: ShippingAction, due: number | null = null): Next<ShippingAction> {
  // It needs nothing but the log.
  return { kind: 'act', action, pending: { waitingFor: 'store', due, overdueAt: null } };
}

function onOrder(command: OrderCommand): Next<ShippingAction> {
  return act({ stream: 'order', command });
}

function onDelivery(command: DeliveryCommand, due: number | null = null): Next<ShippingAction> {
  return act({ stream: 'delivery', command }, due);
}

function endAsCancelled(by: CancelledBy, reason: string | null): Next<ShippingAction> {
  return onOrder({ type: 'CancelOrder', by, reason });
}

/** What comes next on an order's way from the payment to the door. */
export function decideShipping(
  context: ShippingContext,
  moment: Moment,
  settings: ShippingSettings,
): Next<ShippingAction> {
  const order = context.order.state;
  switch (order.status) {
    case 'AwaitingPayment':
      return order.cancellation === null ? done : whileCancelling(context, order.cancellation);
    case 'Paid':
      return order.cancellation === null
        ? whilePaid(context, order.placed, moment, settings)
        : whileCancelling(context, order.cancellation);
    case 'Completed':
      return context.review.state.status === 'NotRequested'
        ? act({ stream: 'review', command: { type: 'RequestReview' } })
        : done;
    case 'None':
    case 'PaymentFailed':
    case 'Cancelled':
      return done;
    default:
      return order satisfies never;
  }
}

/** A cancellation is open: the delivery's stream decides it, and the order's stream says how it was decided. */
function whileCancelling({ delivery }: ShippingContext, { by, reason }: OpenCancellation): Next<ShippingAction> {
  switch (delivery.state.status) {
    case 'None':
    case 'Requested':
    case 'Accepted':
      return onDelivery({ type: 'CancelDelivery', by });
    case 'Cancelled':
    case 'Rejected':
    case 'Returned':
      return endAsCancelled(by, reason);
    case 'Started':
    case 'Failed':
    case 'Completed':
      return onOrder({ type: 'RefuseCancellation' });
    default:
      return delivery.state satisfies never;
  }
}

function whilePaid(
  { order, delivery }: ShippingContext,
  placed: OrderPlaced['data'],
  moment: Moment,
  { terms }: ShippingSettings,
): Next<ShippingAction> {
  const wait = waitOf({ order, delivery }, terms, moment.upSince);
  const state = delivery.state;
  switch (state.status) {
    case 'None': {
      const { deliverOn, window } = placed;
      return isWindowOver(placed, moment.now)
        ? onDelivery({ type: 'CancelDelivery', by: 'system' })
        : onDelivery({ type: 'RequestDelivery', deliverOn, window });
    }
    case 'Requested':
      return wait === null ? done : untilAnswered(state.reminded, wait, moment);
    case 'Accepted':
    case 'Started':
    case 'Failed':
      // Only people can go on: the order is marked overdue when they take too long, and nothing else happens to it.
      return wait === null ? done : waitUntil(wait, null);
    case 'Completed':
      return onOrder({ type: 'CompleteOrder' });
    case 'Rejected':
      return endAsCancelled(state.by, state.reason);
    case 'Returned':
      return endAsCancelled('florist', state.reason);
    case 'Cancelled':
      return endAsCancelled(state.by, null);
    default:
      return state satisfies never;
  }
}

/** The florist's deadlines: see `waitOf`. */
function untilAnswered(reminded: boolean, wait: OrderWait, { now }: Moment): Next<ShippingAction> {
  if (wait.endsAt !== null && now >= wait.endsAt)
    return onDelivery({ type: 'RejectDelivery', by: 'system', reason: null });
  if (!reminded && wait.remindAt !== null && now >= wait.remindAt) {
    return onDelivery({ type: 'RemindFlorist' }, wait.endsAt);
  }
  return waitUntil(wait, nextOf(wait, reminded));
}

function waitUntil({ waitingFor, since, overdueAt }: OrderWait, due: number | null): Next<ShippingAction> {
  return { kind: 'wait', wait: { waitingFor, since, due, overdueAt } };
}

/** When something is to be done about a wait. */
function nextOf({ remindAt, endsAt }: OrderWait, reminded: boolean): number | null {
  const next = Math.min(reminded ? Infinity : (remindAt ?? Infinity), endsAt ?? Infinity);
  return next === Infinity ? null : next;
}
