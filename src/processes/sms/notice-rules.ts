import type { EventType } from '../../domain/index.ts';
import type { Notice, NoticeTemplate } from '../../domain/notification/index.ts';
import type { RecordedEvent } from '../../stored-events/event-log.ts';
import type { EventOf } from '../../stored-events/streams.ts';

/** How long it is worth telling: `progress` is soon overtaken; what ends an order or moves money is an `outcome`. */
export type Lasting = 'progress' | 'outcome';

type StoryEvent = EventOf<'order' | 'delivery' | 'review' | 'payment'>['type'];

/** One fact, one notice, one person. */
export interface NoticeRule {
  readonly fact: EventType;
  readonly template: NoticeTemplate;
  readonly recipient: Notice['recipient'];
  readonly lasting: Lasting;
  /** Facts which, coming later, make the notice untrue. What is merely further on its way does not. */
  readonly contradictedBy: readonly EventType[];
}

/** A notice with all that is needed to judge and to send it. */
export interface DueNotice {
  readonly notice: Notice;
  readonly rule: NoticeRule;
  readonly fact: RecordedEvent;
  /** E.164, or the mark of an erased person. */
  readonly phone: string;
}

/** Whom each fact of an order's story is told to, if anybody; docs/requirements.md has the same table. The recipient of the flowers gets none. */
const rules: Readonly<Record<StoryEvent, NoticeRule | null>> = {
  OrderPlaced: rule('OrderPlaced', 'OrderReceived', 'customer', 'progress', ['OrderPaymentFailed', 'OrderCancelled']),
  OrderPaid: rule('OrderPaid', 'PaymentDone', 'customer', 'outcome', ['OrderCancelled']),
  OrderPaymentFailed: rule('OrderPaymentFailed', 'PaymentFailed', 'customer', 'outcome', []),
  OrderCancellationRequested: null,
  OrderCancellationRefused: rule('OrderCancellationRefused', 'CancellationTooLate', 'customer', 'progress', [
    'OrderCancelled',
  ]),
  OrderCancelled: rule('OrderCancelled', 'OrderCancelled', 'customer', 'outcome', []),
  OrderCompleted: null,
  DeliveryRequested: rule('DeliveryRequested', 'FloristNewOrder', 'florist', 'progress', [
    'DeliveryRejected',
    'DeliveryCancelled',
    'OrderCancelled',
  ]),
  // "Still waiting" is untrue after any answer, a yes included.
  DeliveryReminded: rule('DeliveryReminded', 'FloristReminder', 'florist', 'progress', [
    'DeliveryAccepted',
    'DeliveryRejected',
    'DeliveryCancelled',
    'OrderCancelled',
  ]),
  DeliveryAccepted: rule('DeliveryAccepted', 'BeingMade', 'customer', 'progress', [
    'DeliveryCancelled',
    'OrderCancelled',
  ]),
  DeliveryRejected: null,
  DeliveryStarted: rule('DeliveryStarted', 'OnItsWay', 'customer', 'progress', ['DeliveryFailed', 'OrderCancelled']),
  DeliveryFailed: rule('DeliveryFailed', 'CouldNotBeDelivered', 'customer', 'progress', [
    'DeliveryReturned',
    'OrderCancelled',
  ]),
  DeliveryReturned: null,
  DeliveryCompleted: null,
  DeliveryCancelled: null,
  ReviewRequested: rule('ReviewRequested', 'ReviewRequest', 'customer', 'outcome', []),
  ReviewWritten: null,
  ReviewChecked: null,
  ReviewReplied: rule('ReviewReplied', 'FloristReplied', 'customer', 'progress', []),
  PaymentAttempted: null,
  PaymentApproved: null,
  PaymentAccepted: null,
  PaymentDeclined: null,
  PaymentUnresolved: null,
  PaymentDisputed: null,
  PaymentVoided: null,
  RefundAttempted: null,
  RefundApproved: rule('RefundApproved', 'MoneyIsBack', 'customer', 'outcome', []),
  RefundFailed: null,
  RefundSettledManually: rule('RefundSettledManually', 'MoneyIsBack', 'customer', 'outcome', []),
};

/** Every notice there is. */
export const noticeRules: readonly NoticeRule[] = Object.values(rules).filter((each) => each !== null);

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
