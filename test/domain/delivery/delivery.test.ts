import { describe } from '@jest/globals';
import { deliveryDecider } from '../../../src/domain/delivery/index.ts';
import { nothingHappens, rejects, specify } from '../../support/given.ts';
import { deliveryCommands, deliveryEvents } from '../examples/delivery.ts';

const {
  DeliveryRequested,
  DeliveryReminded,
  DeliveryAccepted,
  DeliveryRejected,
  DeliveryStarted,
  DeliveryFailed,
  DeliveryReturned,
  DeliveryCompleted,
  DeliveryCancelled,
} = deliveryEvents;

const requested = [DeliveryRequested];
const accepted = [...requested, DeliveryAccepted];
const started = [...accepted, DeliveryStarted];
const failed = [...started, DeliveryFailed];

/** What every step of the florist meets once the delivery is over. */
const overForTheFlorist = {
  RequestDelivery: nothingHappens,
  RemindFlorist: nothingHappens,
  AcceptDelivery: rejects('DELIVERY_ENDED'),
  RejectDelivery: rejects('DELIVERY_ENDED'),
  StartDelivery: rejects('DELIVERY_ENDED'),
  FailDelivery: rejects('DELIVERY_ENDED'),
  ReturnDelivery: rejects('DELIVERY_ENDED'),
  CompleteDelivery: rejects('DELIVERY_ENDED'),
};

describe('Delivery', () => {
  specify({
    decider: deliveryDecider,
    given: {
      'no delivery yet': [],
      requested,
      'requested and reminded': [...requested, DeliveryReminded],
      accepted,
      rejected: [...requested, DeliveryRejected],
      started,
      failed,
      'started again': [...failed, DeliveryStarted],
      returned: [...failed, DeliveryReturned],
      completed: [...started, DeliveryCompleted],
      'cancelled before it was requested': [DeliveryCancelled],
      cancelled: [...accepted, DeliveryCancelled],
    },
    when: deliveryCommands,
    outcomes: {
      'no delivery yet': {
        RequestDelivery: [DeliveryRequested],
        RemindFlorist: nothingHappens,
        AcceptDelivery: rejects('DELIVERY_NOT_REQUESTED'),
        RejectDelivery: rejects('DELIVERY_NOT_REQUESTED'),
        StartDelivery: rejects('DELIVERY_NOT_REQUESTED'),
        FailDelivery: rejects('DELIVERY_NOT_REQUESTED'),
        ReturnDelivery: rejects('DELIVERY_NOT_REQUESTED'),
        CompleteDelivery: rejects('DELIVERY_NOT_REQUESTED'),
        CancelDelivery: [DeliveryCancelled],
      },
      requested: {
        RequestDelivery: nothingHappens,
        RemindFlorist: [DeliveryReminded],
        AcceptDelivery: [DeliveryAccepted],
        RejectDelivery: [DeliveryRejected],
        StartDelivery: rejects('DELIVERY_NOT_ACCEPTED'),
        FailDelivery: rejects('DELIVERY_NOT_ACCEPTED'),
        ReturnDelivery: rejects('DELIVERY_NOT_ACCEPTED'),
        CompleteDelivery: rejects('DELIVERY_NOT_ACCEPTED'),
        CancelDelivery: [DeliveryCancelled],
      },
      'requested and reminded': {
        RequestDelivery: nothingHappens,
        RemindFlorist: nothingHappens,
        AcceptDelivery: [DeliveryAccepted],
        RejectDelivery: [DeliveryRejected],
        StartDelivery: rejects('DELIVERY_NOT_ACCEPTED'),
        FailDelivery: rejects('DELIVERY_NOT_ACCEPTED'),
        ReturnDelivery: rejects('DELIVERY_NOT_ACCEPTED'),
        CompleteDelivery: rejects('DELIVERY_NOT_ACCEPTED'),
        CancelDelivery: [DeliveryCancelled],
      },
      accepted: {
        RequestDelivery: nothingHappens,
        RemindFlorist: nothingHappens,
        AcceptDelivery: nothingHappens,
        RejectDelivery: rejects('DELIVERY_ALREADY_ACCEPTED'),
        StartDelivery: [DeliveryStarted],
        FailDelivery: rejects('DELIVERY_NOT_STARTED'),
        ReturnDelivery: rejects('DELIVERY_NOT_STARTED'),
        CompleteDelivery: rejects('DELIVERY_NOT_STARTED'),
        CancelDelivery: [DeliveryCancelled],
      },
      rejected: {
        ...overForTheFlorist,
        RejectDelivery: nothingHappens,
        CancelDelivery: nothingHappens,
      },
      started: {
        RequestDelivery: nothingHappens,
        RemindFlorist: nothingHappens,
        AcceptDelivery: rejects('DELIVERY_ALREADY_STARTED'),
        RejectDelivery: rejects('DELIVERY_ALREADY_STARTED'),
        StartDelivery: nothingHappens,
        FailDelivery: [DeliveryFailed],
        ReturnDelivery: rejects('DELIVERY_NOT_FAILED'),
        CompleteDelivery: [DeliveryCompleted],
        CancelDelivery: rejects('DELIVERY_ALREADY_STARTED'),
      },
      failed: {
        RequestDelivery: nothingHappens,
        RemindFlorist: nothingHappens,
        AcceptDelivery: rejects('DELIVERY_ALREADY_STARTED'),
        RejectDelivery: rejects('DELIVERY_ALREADY_STARTED'),
        StartDelivery: [DeliveryStarted],
        FailDelivery: nothingHappens,
        ReturnDelivery: [DeliveryReturned],
        CompleteDelivery: rejects('DELIVERY_NOT_STARTED'),
        CancelDelivery: rejects('DELIVERY_ALREADY_STARTED'),
      },
      'started again': {
        RequestDelivery: nothingHappens,
        RemindFlorist: nothingHappens,
        AcceptDelivery: rejects('DELIVERY_ALREADY_STARTED'),
        RejectDelivery: rejects('DELIVERY_ALREADY_STARTED'),
        StartDelivery: nothingHappens,
        FailDelivery: [DeliveryFailed],
        ReturnDelivery: rejects('DELIVERY_NOT_FAILED'),
        CompleteDelivery: [DeliveryCompleted],
        CancelDelivery: rejects('DELIVERY_ALREADY_STARTED'),
      },
      returned: {
        ...overForTheFlorist,
        ReturnDelivery: nothingHappens,
        CancelDelivery: nothingHappens,
      },
      completed: {
        ...overForTheFlorist,
        CompleteDelivery: nothingHappens,
        CancelDelivery: rejects('DELIVERY_ALREADY_STARTED'),
      },
      'cancelled before it was requested': { ...overForTheFlorist, CancelDelivery: nothingHappens },
      cancelled: { ...overForTheFlorist, CancelDelivery: nothingHappens },
    },
  });
});
