import type { EventType } from '../../domain/index.ts';
import type { Notice, NoticeTemplate } from '../../domain/notification/index.ts';
import type { OrderPlaced } from '../../domain/order/index.ts';
import { ERASED } from '../../platform/eventstore/recorded-event.ts';
import { uuidV5 } from '../../platform/runtime/ids.ts';
import type { RecordedEvent } from '../../stored-events/event-log.ts';
import type { EventOf } from '../../stored-events/streams.ts';
import type { Lasting, SmsContext, SmsSettings } from './context.ts';

type OrderEvent = EventOf<'order' | 'delivery' | 'review' | 'payment'>['type'];

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

/** Whom each fact of an order's history is told to, if anybody; docs/requirements.md has the same table. The recipient of the flowers gets none. */
const rules: Readonly<Record<OrderEvent, NoticeRule | null>> = {
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

/** The first notice of the order that has no outcome yet, in the order in which the facts happened. */
export function nextNotice(context: SmsContext, placed: OrderPlaced['data'], settings: SmsSettings): DueNotice | null {
  for (const fact of context.history) {
    const rule = ruleFor(fact.type);
    if (rule === undefined || isSettled(context, refOf(fact, rule.template))) continue;
    const due = noticeOf(fact, rule, placed, settings);
    if (due !== null) return due;
  }
  return null;
}

/** Whom a fact has to be told to; null when nobody is. */
function noticeOf(
  fact: RecordedEvent,
  rule: NoticeRule,
  placed: OrderPlaced['data'],
  { floristPhone }: SmsSettings,
): DueNotice | null {
  const { template, recipient } = rule;
  const phone = recipient === 'florist' ? floristPhone : placed.customer.phone;
  if (phone === null) return null;
  const to = phone === ERASED ? ERASED : maskedPhone(phone);
  return { notice: { ref: refOf(fact, template), template, recipient, to, factId: fact.id }, rule, fact, phone };
}

/** The facts of an order are gone through again for each notice: what a fact is told under is found out once. */
const refs = new WeakMap<RecordedEvent, string>();

function refOf(fact: RecordedEvent, template: NoticeTemplate): string {
  const known = refs.get(fact);
  if (known !== undefined) return known;
  const ref = uuidV5(fact.id, template);
  refs.set(fact, ref);
  return ref;
}

/** A phone number (E.164) as people are shown it: enough to tell two apart, not enough to call. Korean ones as Koreans write them. */
export function maskedPhone(phone: string): string {
  const lastFour = phone.slice(-4);
  return phone.startsWith('+82') ? `0${phone.slice(3, 5)}-****-${lastFour}` : `****-${lastFour}`;
}

function isSettled({ notification }: SmsContext, ref: string): boolean {
  const known = notification.state.get(ref);
  return known !== undefined && known.status !== 'Attempted';
}
