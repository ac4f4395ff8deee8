import { type Decider, type Decision, nothing, type Rejection, reject } from '../decider.ts';
import type { CancelledBy } from '../order/events.ts';
import { type Delivery, evolveDelivery, initialDelivery } from './delivery.ts';
import type { DeliveryEvent } from './events.ts';

/** The order is paid and goes to the florist. */
export interface RequestDelivery {
  readonly type: 'RequestDelivery';
  readonly deliverOn: string | null;
  readonly window: string | null;
}

/** The florist has not answered in time. */
export interface RemindFlorist {
  readonly type: 'RemindFlorist';
}

export interface AcceptDelivery {
  readonly type: 'AcceptDelivery';
}

/** Refuses an order that was not accepted yet; later the florist cancels the order. */
export interface RejectDelivery {
  readonly type: 'RejectDelivery';
  readonly by: 'florist' | 'system';
  readonly reason: string | null;
}

export interface StartDelivery {
  readonly type: 'StartDelivery';
}

export interface FailDelivery {
  readonly type: 'FailDelivery';
  readonly reason: string;
}

export interface ReturnDelivery {
  readonly type: 'ReturnDelivery';
}

export interface CompleteDelivery {
  readonly type: 'CompleteDelivery';
}

/** The cancellation of an order ends here: this stream decides between cancel and start. */
export interface CancelDelivery {
  readonly type: 'CancelDelivery';
  readonly by: CancelledBy;
}

export type DeliveryCommand =
  | RequestDelivery
  | RemindFlorist
  | AcceptDelivery
  | RejectDelivery
  | StartDelivery
  | FailDelivery
  | ReturnDelivery
  | CompleteDelivery
  | CancelDelivery;

/** A delivery that was cancelled or refused before it was requested again stays so: RequestDelivery yields nothing. */
function request({ deliverOn, window }: RequestDelivery, delivery: Delivery): Decision<DeliveryEvent> {
  return delivery.status === 'None' ? [{ type: 'DeliveryRequested', data: { deliverOn, window } }] : nothing;
}

function remind(delivery: Delivery): Decision<DeliveryEvent> {
  return delivery.status === 'Requested' && !delivery.reminded ? [{ type: 'DeliveryReminded', data: {} }] : nothing;
}

function accept(delivery: Delivery): Decision<DeliveryEvent> {
  if (delivery.status === 'Accepted') return nothing;
  if (delivery.status === 'Requested') return [{ type: 'DeliveryAccepted', data: {} }];
  return outOfTurn(delivery);
}

function rejectDelivery({ by, reason }: RejectDelivery, delivery: Delivery): Decision<DeliveryEvent> {
  if (delivery.status === 'Rejected') return nothing;
  if (delivery.status === 'Requested') return [{ type: 'DeliveryRejected', data: { by, reason } }];
  if (delivery.status === 'Accepted') {
    return reject('DELIVERY_ALREADY_ACCEPTED', 'The delivery is accepted; cancel the order instead.');
  }
  return outOfTurn(delivery);
}

function start(delivery: Delivery): Decision<DeliveryEvent> {
  if (delivery.status === 'Started') return nothing;
  if (delivery.status === 'Accepted' || delivery.status === 'Failed') return [{ type: 'DeliveryStarted', data: {} }];
  if (delivery.status === 'Requested') return reject('DELIVERY_NOT_ACCEPTED', 'The delivery is not accepted yet.');
  return outOfTurn(delivery);
}

function fail({ reason }: FailDelivery, delivery: Delivery): Decision<DeliveryEvent> {
  if (delivery.status === 'Failed') return nothing;
  if (delivery.status === 'Started') return [{ type: 'DeliveryFailed', data: { reason } }];
  return notStarted(delivery);
}

function returnDelivery(delivery: Delivery): Decision<DeliveryEvent> {
  if (delivery.status === 'Returned') return nothing;
  if (delivery.status === 'Failed') return [{ type: 'DeliveryReturned', data: {} }];
  if (delivery.status === 'Started') {
    return reject('DELIVERY_NOT_FAILED', 'Only a delivery that failed can be returned.');
  }
  return notStarted(delivery);
}

function complete(delivery: Delivery): Decision<DeliveryEvent> {
  if (delivery.status === 'Completed') return nothing;
  if (delivery.status === 'Started') return [{ type: 'DeliveryCompleted', data: {} }];
  return notStarted(delivery);
}

function cancel({ by }: CancelDelivery, delivery: Delivery): Decision<DeliveryEvent> {
  switch (delivery.status) {
    case 'None':
    case 'Requested':
    case 'Accepted':
      return [{ type: 'DeliveryCancelled', data: { by } }];
    case 'Cancelled':
    case 'Rejected':
    case 'Returned':
      return nothing;
    case 'Started':
    case 'Failed':
    case 'Completed':
      return reject('DELIVERY_ALREADY_STARTED', 'The delivery has started; the order can no longer be cancelled.');
    default:
      return delivery satisfies never;
  }
}

/** What stands against a step that comes too early or too late. */
function outOfTurn(delivery: Delivery): Rejection {
  switch (delivery.status) {
    case 'None':
      return reject('DELIVERY_NOT_REQUESTED', 'No delivery of this order was requested yet.');
    case 'Requested':
      return reject('DELIVERY_NOT_ACCEPTED', 'The delivery is not accepted yet.');
    case 'Accepted':
      return reject('DELIVERY_NOT_STARTED', 'The delivery has not started yet.');
    case 'Started':
    case 'Failed':
      return reject('DELIVERY_ALREADY_STARTED', 'The delivery has already started.');
    case 'Rejected':
    case 'Returned':
    case 'Completed':
    case 'Cancelled':
      return reject('DELIVERY_ENDED', 'The delivery has ended.', { deliveryStatus: delivery.status });
    default:
      return delivery satisfies never;
  }
}

function notStarted(delivery: Delivery): Rejection {
  return delivery.status === 'Failed'
    ? reject('DELIVERY_NOT_STARTED', 'The delivery has failed; start it again first.')
    : outOfTurn(delivery);
}

function decide(command: DeliveryCommand, delivery: Delivery): Decision<DeliveryEvent> {
  switch (command.type) {
    case 'RequestDelivery':
      return request(command, delivery);
    case 'RemindFlorist':
      return remind(delivery);
    case 'AcceptDelivery':
      return accept(delivery);
    case 'RejectDelivery':
      return rejectDelivery(command, delivery);
    case 'StartDelivery':
      return start(delivery);
    case 'FailDelivery':
      return fail(command, delivery);
    case 'ReturnDelivery':
      return returnDelivery(delivery);
    case 'CompleteDelivery':
      return complete(delivery);
    case 'CancelDelivery':
      return cancel(command, delivery);
    default:
      return command satisfies never;
  }
}

export const deliveryDecider: Decider<Delivery, DeliveryCommand, DeliveryEvent> = {
  initial: initialDelivery,
  evolve: evolveDelivery,
  decide,
};
