import type { DeliveryCommand } from '../../domain/delivery/index.ts';
import type { CancelledBy, OpenCancellation, OrderCommand } from '../../domain/order/index.ts';
import type { ReviewCommand } from '../../domain/review/index.ts';
import { addOpenTime } from '../opening-hours.ts';
import type { Moment, Next } from '../process-manager.ts';
import type { ShippingSettings } from './settings.ts';
import type { ShippingSituation } from './situation.ts';

/** A command on one of the order's streams: all that the shipping process does. */
export type ShippingAction =
  | { readonly stream: 'order'; readonly command: OrderCommand }
  | { readonly stream: 'delivery'; readonly command: DeliveryCommand }
  | { readonly stream: 'review'; readonly command: ReviewCommand };

const done: Next<ShippingAction> = { kind: 'done' };

function onOrder(command: OrderCommand): Next<ShippingAction> {
  return { kind: 'act', action: { stream: 'order', command } };
}

function onDelivery(command: DeliveryCommand): Next<ShippingAction> {
  return { kind: 'act', action: { stream: 'delivery', command } };
}

function endAsCancelled(by: CancelledBy, reason: string | null): Next<ShippingAction> {
  return onOrder({ type: 'CancelOrder', by, reason });
}

/** What comes next on an order's way from the payment to the door. */
export function decideShipping(
  situation: ShippingSituation,
  moment: Moment,
  settings: ShippingSettings,
): Next<ShippingAction> {
  const order = situation.order.state;
  switch (order.status) {
    case 'AwaitingPayment':
      return order.cancellation === null ? done : whileCancelling(situation, order.cancellation);
    case 'Paid':
      return order.cancellation === null
        ? whilePaid(situation, moment, settings)
        : whileCancelling(situation, order.cancellation);
    case 'Completed':
      return situation.review.state.status === 'NotRequested'
        ? { kind: 'act', action: { stream: 'review', command: { type: 'RequestReview' } } }
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
function whileCancelling({ delivery }: ShippingSituation, { by, reason }: OpenCancellation): Next<ShippingAction> {
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

function whilePaid(situation: ShippingSituation, moment: Moment, settings: ShippingSettings): Next<ShippingAction> {
  const { order, delivery } = situation;
  const { overdueMs } = settings;
  const state = delivery.state;
  switch (state.status) {
    case 'None': {
      const { deliverOn = null, window = null } = order.state.status === 'Paid' ? order.state.placed : {};
      return onDelivery({ type: 'RequestDelivery', deliverOn, window });
    }
    case 'Requested':
      return untilAnswered(situation, state.reminded, moment, settings);
    case 'Accepted':
      return watch(situation, 'delivery-start', Math.max(overdueMs.preparing, untilWindowEnds(situation)));
    case 'Started':
      return watch(situation, 'delivery', overdueMs.outForDelivery);
    case 'Failed':
      return watch(situation, 'second-try-or-return', overdueMs.deliveryFailed);
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

/**
 * The florist's deadlines. They count opening hours. Time in which the system was down does not count against the florist: between a
 * start and a refusal there is always one whole reminder interval.
 */
function untilAnswered(
  situation: ShippingSituation,
  reminded: boolean,
  { now, upSince }: Moment,
  { hours, remindMs, refuseMs }: ShippingSettings,
): Next<ShippingAction> {
  const requestedAt = timeOf(situation, 'DeliveryRequested');
  const remindAt = addOpenTime(hours, requestedAt, remindMs);
  const refuseAt = Math.max(addOpenTime(hours, requestedAt, refuseMs), addOpenTime(hours, upSince, remindMs));
  if (now >= refuseAt) return onDelivery({ type: 'RejectDelivery', by: 'system', reason: null });
  if (!reminded && now >= remindAt) return onDelivery({ type: 'RemindFlorist' });
  const due = reminded ? refuseAt : Math.min(remindAt, refuseAt);
  return { kind: 'wait', wait: { waitingFor: 'florist-answer', since: requestedAt, due, overdueAt: refuseAt } };
}

/** Only people can go on: the order is marked overdue when they take too long, and nothing else happens to it. */
function watch(situation: ShippingSituation, waitingFor: string, overdueMs: number): Next<ShippingAction> {
  const since = Date.parse(situation.delivery.events.at(-1)?.at ?? '');
  return { kind: 'wait', wait: { waitingFor, since, due: null, overdueAt: since + overdueMs } };
}

/** From the florist's answer to the end of the delivery window, in milliseconds; 0 when none was asked for. */
function untilWindowEnds({ order, delivery }: ShippingSituation): number {
  if (order.state.status !== 'Paid') return 0;
  const { deliverOn, window } = order.state.placed;
  if (deliverOn === null || window === null) return 0;
  const end = Date.parse(`${deliverOn}T${window.slice(-5)}:00+09:00`);
  return end - Date.parse(delivery.events.at(-1)?.at ?? '');
}

function timeOf({ delivery }: ShippingSituation, type: string): number {
  return Date.parse(delivery.events.find((event) => event.type === type)?.at ?? '');
}
