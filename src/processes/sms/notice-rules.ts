import type { EventType } from '../../domain/index.ts';
import type { Notice, NoticeTemplate } from '../../domain/notification/index.ts';

/** One fact, one notice, one person. */
export interface NoticeRule {
  readonly fact: EventType;
  readonly template: NoticeTemplate;
  readonly recipient: Notice['recipient'];
  /** Facts which, coming later, make the notice untrue. What is merely further on its way does not. */
  readonly contradictedBy: readonly EventType[];
}

/** Every notice there is: the table of design.md §3. The recipient of the flowers gets none. */
export const noticeRules: readonly NoticeRule[] = [
  rule('OrderPlaced', 'OrderReceived', 'customer', ['OrderPaymentFailed', 'OrderCancelled']),
  rule('OrderPaid', 'PaymentDone', 'customer', ['OrderCancelled']),
  rule('OrderPaymentFailed', 'PaymentFailed', 'customer', []),
  rule('DeliveryRequested', 'FloristNewOrder', 'florist', ['DeliveryRejected', 'DeliveryCancelled', 'OrderCancelled']),
  // "Still waiting" is untrue after any answer, a yes included.
  rule('DeliveryReminded', 'FloristReminder', 'florist', [
    'DeliveryAccepted',
    'DeliveryRejected',
    'DeliveryCancelled',
    'OrderCancelled',
  ]),
  rule('DeliveryAccepted', 'BeingMade', 'customer', ['DeliveryCancelled', 'OrderCancelled']),
  rule('DeliveryStarted', 'OnItsWay', 'customer', ['DeliveryFailed', 'OrderCancelled']),
  rule('DeliveryFailed', 'CouldNotBeDelivered', 'customer', ['DeliveryReturned', 'OrderCancelled']),
  rule('ReviewRequested', 'ReviewRequest', 'customer', []),
  rule('OrderCancelled', 'OrderCancelled', 'customer', []),
  rule('OrderCancellationRefused', 'CancellationTooLate', 'customer', ['OrderCancelled']),
  rule('RefundApproved', 'MoneyIsBack', 'customer', []),
  rule('ReviewReplied', 'FloristReplied', 'customer', []),
];

function rule(
  fact: EventType,
  template: NoticeTemplate,
  recipient: Notice['recipient'],
  contradictedBy: readonly EventType[],
): NoticeRule {
  return { fact, template, recipient, contradictedBy };
}

const byFact: ReadonlyMap<string, NoticeRule> = new Map(noticeRules.map((each) => [each.fact, each]));

/** The rule for a fact, if anybody is told of it. */
export function ruleFor(fact: string): NoticeRule | undefined {
  return byFact.get(fact);
}
