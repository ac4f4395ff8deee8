import type { EventType } from '../../domain/index.ts';
import type { Notice, NoticeTemplate } from '../../domain/notification/index.ts';

/** How long it is worth telling: `progress` is soon overtaken; what ends an order or moves money is an `outcome`. */
export type Lasting = 'progress' | 'outcome';

/** One fact, one notice, one person. */
export interface NoticeRule {
  readonly fact: EventType;
  readonly template: NoticeTemplate;
  readonly recipient: Notice['recipient'];
  readonly lasting: Lasting;
  /** Facts which, coming later, make the notice untrue. What is merely further on its way does not. */
  readonly contradictedBy: readonly EventType[];
}

/** Every notice there is: the table of design.md §3. The recipient of the flowers gets none. */
export const noticeRules: readonly NoticeRule[] = [
  rule('OrderPlaced', 'OrderReceived', 'customer', 'progress', ['OrderPaymentFailed', 'OrderCancelled']),
  rule('OrderPaid', 'PaymentDone', 'customer', 'outcome', ['OrderCancelled']),
  rule('OrderPaymentFailed', 'PaymentFailed', 'customer', 'outcome', []),
  rule('DeliveryRequested', 'FloristNewOrder', 'florist', 'progress', [
    'DeliveryRejected',
    'DeliveryCancelled',
    'OrderCancelled',
  ]),
  // "Still waiting" is untrue after any answer, a yes included.
  rule('DeliveryReminded', 'FloristReminder', 'florist', 'progress', [
    'DeliveryAccepted',
    'DeliveryRejected',
    'DeliveryCancelled',
    'OrderCancelled',
  ]),
  rule('DeliveryAccepted', 'BeingMade', 'customer', 'progress', ['DeliveryCancelled', 'OrderCancelled']),
  rule('DeliveryStarted', 'OnItsWay', 'customer', 'progress', ['DeliveryFailed', 'OrderCancelled']),
  rule('DeliveryFailed', 'CouldNotBeDelivered', 'customer', 'progress', ['DeliveryReturned', 'OrderCancelled']),
  rule('ReviewRequested', 'ReviewRequest', 'customer', 'outcome', []),
  rule('OrderCancelled', 'OrderCancelled', 'customer', 'outcome', []),
  rule('OrderCancellationRefused', 'CancellationTooLate', 'customer', 'progress', ['OrderCancelled']),
  rule('RefundApproved', 'MoneyIsBack', 'customer', 'outcome', []),
  rule('RefundSettledManually', 'MoneyIsBack', 'customer', 'outcome', []),
  rule('ReviewReplied', 'FloristReplied', 'customer', 'progress', []),
];

function rule(
  fact: EventType,
  template: NoticeTemplate,
  recipient: Notice['recipient'],
  lasting: Lasting,
  contradictedBy: readonly EventType[],
): NoticeRule {
  return { fact, template, recipient, lasting, contradictedBy };
}

const byFact: ReadonlyMap<string, NoticeRule> = new Map(noticeRules.map((each) => [each.fact, each]));

/** The rule for a fact, if anybody is told of it. */
export function ruleFor(fact: string): NoticeRule | undefined {
  return byFact.get(fact);
}
