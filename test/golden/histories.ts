import type { EventType } from '../../src/domain/index.ts';
import { ORDER_CATEGORIES, streamOf } from '../../src/stored-events/streams.ts';

/** Whole orders, as the types of what happened, in order. Bodies are those of `samples.ts`. */
export const histories: Readonly<Record<string, readonly EventType[]>> = {
  'delivered-and-reviewed': [
    'OrderPlaced',
    'PaymentAttempted',
    'PaymentApproved',
    'OrderPaid',
    'DeliveryRequested',
    'DeliveryReminded',
    'DeliveryAccepted',
    'DeliveryStarted',
    'DeliveryCompleted',
    'OrderCompleted',
    'ReviewRequested',
    'ReviewWritten',
    'ReviewChecked',
    'ReviewReplied',
  ],
  'cancelled-and-refunded': [
    'OrderPlaced',
    'PaymentAttempted',
    'PaymentApproved',
    'OrderPaid',
    'DeliveryRequested',
    'DeliveryAccepted',
    'OrderCancellationRequested',
    'DeliveryCancelled',
    'OrderCancelled',
    'RefundAttempted',
    'RefundApproved',
  ],
  declined: ['OrderPlaced', 'PaymentAttempted', 'PaymentDeclined', 'OrderPaymentFailed'],
  'cancelled-before-it-was-paid': [
    'OrderPlaced',
    'OrderCancellationRequested',
    'DeliveryCancelled',
    'OrderCancelled',
    'PaymentVoided',
  ],
  'approved-after-it-was-cancelled': [
    'OrderPlaced',
    'PaymentAttempted',
    'PaymentUnresolved',
    'OrderCancellationRequested',
    'DeliveryCancelled',
    'OrderCancelled',
    'PaymentApproved',
    'RefundAttempted',
    'RefundApproved',
  ],
  'cancelled-too-late-and-returned': [
    'OrderPlaced',
    'PaymentAttempted',
    'PaymentApproved',
    'OrderPaid',
    'DeliveryRequested',
    'DeliveryAccepted',
    'OrderCancellationRequested',
    'DeliveryStarted',
    'OrderCancellationRefused',
    'DeliveryFailed',
    'DeliveryReturned',
    'OrderCancelled',
    'RefundAttempted',
    'RefundFailed',
    'RefundSettledManually',
  ],
  'charged-otherwise-and-accepted': [
    'OrderPlaced',
    'PaymentAttempted',
    'PaymentDisputed',
    'PaymentAccepted',
    'OrderPaid',
    'DeliveryRequested',
    'DeliveryAccepted',
    'DeliveryStarted',
    'DeliveryCompleted',
    'OrderCompleted',
    'ReviewRequested',
  ],
  'charged-otherwise-and-given-back': [
    'OrderPlaced',
    'PaymentAttempted',
    'PaymentDisputed',
    'OrderCancellationRequested',
    'DeliveryCancelled',
    'OrderCancelled',
    'RefundAttempted',
    'RefundApproved',
  ],
  'rejected-by-the-florist': [
    'OrderPlaced',
    'PaymentAttempted',
    'PaymentApproved',
    'OrderPaid',
    'DeliveryRequested',
    'DeliveryRejected',
    'OrderCancelled',
    'RefundAttempted',
    'RefundApproved',
  ],
};

/** The order that all of them tell of. */
export const ORDER_ID = '7e57ab1e-0000-4000-8000-0000000001d5';

/** The stream that an event of this type lies in. */
export function streamOfType(type: EventType): string {
  const category = ORDER_CATEGORIES.find((each) => type.toLowerCase().startsWith(each));
  return streamOf(category ?? (type.startsWith('Sms') ? 'notification' : 'payment'), ORDER_ID);
}
