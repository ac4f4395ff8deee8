import type { DeliveryCommand, DeliveryEvent } from '../../../src/domain/delivery/index.ts';
import type { OneOfEach } from '../../support/given.ts';

/** One event of each type, as they are told of a delivery in these tests. */
export const deliveryEvents: OneOfEach<DeliveryEvent> = {
  DeliveryRequested: { type: 'DeliveryRequested', data: { deliverOn: '2026-05-08', window: '13:00-16:00' } },
  DeliveryReminded: { type: 'DeliveryReminded', data: {} },
  DeliveryAccepted: { type: 'DeliveryAccepted', data: {} },
  DeliveryRejected: { type: 'DeliveryRejected', data: { by: 'florist', reason: 'no roses left' } },
  DeliveryStarted: { type: 'DeliveryStarted', data: {} },
  DeliveryFailed: { type: 'DeliveryFailed', data: { reason: 'nobody home' } },
  DeliveryReturned: { type: 'DeliveryReturned', data: {} },
  DeliveryCompleted: { type: 'DeliveryCompleted', data: {} },
  DeliveryCancelled: { type: 'DeliveryCancelled', data: { by: 'customer' } },
};

/** The commands that lead to those events. */
export const deliveryCommands: OneOfEach<DeliveryCommand> = {
  RequestDelivery: { type: 'RequestDelivery', deliverOn: '2026-05-08', window: '13:00-16:00' },
  RemindFlorist: { type: 'RemindFlorist' },
  AcceptDelivery: { type: 'AcceptDelivery' },
  RejectDelivery: { type: 'RejectDelivery', by: 'florist', reason: 'no roses left' },
  StartDelivery: { type: 'StartDelivery' },
  FailDelivery: { type: 'FailDelivery', reason: 'nobody home' },
  ReturnDelivery: { type: 'ReturnDelivery' },
  CompleteDelivery: { type: 'CompleteDelivery' },
  CancelDelivery: { type: 'CancelDelivery', by: 'customer' },
};
