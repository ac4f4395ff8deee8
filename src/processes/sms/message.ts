import type { NoticeTemplate } from '../../domain/notification/index.ts';
import type { CancelledBy, Locale, OrderCancelled, OrderPlaced } from '../../domain/order/index.ts';
import type { SmsMessage } from '../../gateways/sms-gateway.ts';
import { ERASED } from '../../platform/eventstore/recorded-event.ts';
import type { RecordedEvent } from '../../stored-events/event-log.ts';
import type { SmsContext } from './context.ts';
import { cutTo, eucKrBytes, toEucKr } from './euc-kr.ts';
import type { DueNotice } from './notice-rules.ts';

/** Why an order ended as cancelled, as its history tells it. What somebody has decided is named by who it was. */
type CancellationCause =
  | CancelledBy
  /** The flowers came back to the shop. */
  | 'not-delivered'
  /** The payment went back before anybody had cancelled, in the payment system itself. */
  | 'money-returned'
  | 'not-paid-in-time'
  | 'no-answer-in-time'
  | 'window-over';

/** What becomes of the money: it goes `back`, it is `returned` already, there is `none`, or it is `unclear` whether anything was paid. */
type MoneyAfterwards = 'back' | 'returned' | 'none' | 'unclear';

/** What a text may tell. No address and no name is among it, and no price but the customer's own. */
interface TextFacts {
  /** What was ordered, in a few words of the reader's language. */
  readonly what: string;
  /** When it is wanted, or null for as soon as possible. */
  readonly when: string | null;
  /** What the customer paid or got back, such as `90,000`. */
  readonly won: string;
  /** The reason that the shop gave in so many words; null when there is none. */
  readonly reason: string | null;
  /** Why the order was cancelled; null when it was not. */
  readonly cause: CancellationCause | null;
  /** What becomes of the money of a cancelled order. */
  readonly money: MoneyAfterwards;
  /** The customer's page of the order. */
  readonly link: string;
}

type FloristTemplate = 'FloristNewOrder' | 'FloristReminder';
type Text = (facts: TextFacts) => string;
type CustomerTexts = Readonly<Record<Exclude<NoticeTemplate, FloristTemplate>, Text>>;

const causeInKorean: Readonly<Record<CancellationCause, string>> = {
  customer: '고객님의 요청으로',
  florist: '꽃집 사정으로',
  operator: '운영자에 의해',
  system: '자동으로',
  'not-delivered': '전달하지 못해',
  'money-returned': '결제 금액이 먼저 환불되어',
  'not-paid-in-time': '제때 결제되지 않아',
  'no-answer-in-time': '꽃집이 제때 확인하지 못해',
  'window-over': '배송 시간이 지나',
};

const moneyInKorean: Readonly<Record<MoneyAfterwards, string>> = {
  back: '결제하신 금액은 환불됩니다.',
  returned: '결제하신 금액은 환불되었습니다.',
  none: '결제된 금액은 없습니다.',
  unclear: '결제되었다면 돌려드립니다.',
};

/** A reason as an aside. */
const aside = (reason: string | null, before = '') => (reason === null ? '' : `${before}(${reason})`);

const korean: CustomerTexts = {
  OrderReceived: ({ what, link }) => `[꽃길] ${what} 주문을 받았습니다. 진행 상황은 여기서 확인하세요. ${link}`,
  PaymentDone: ({ what, won }) => `[꽃길] ${what} 주문, ${won}원 결제가 완료되었습니다.`,
  PaymentFailed: ({ what }) => `[꽃길] ${what} 주문이 결제되지 않았습니다. 다시 주문해 주세요.`,
  BeingMade: ({ what }) => `[꽃길] ${what} 주문을 확인하고 꽃을 준비하고 있습니다.`,
  OnItsWay: ({ what }) => `[꽃길] ${what} 배송이 시작되었습니다.`,
  CouldNotBeDelivered: ({ what, reason, link }) =>
    `[꽃길] ${what} 배송을 마치지 못했습니다${aside(reason)}. 여기서 확인해 주세요. ${link}`,
  ReviewRequest: ({ what, link }) => `[꽃길] ${what} 배송이 완료되었습니다. 리뷰를 남겨 주세요. ${link}`,
  OrderCancelled: ({ what, cause, reason, money }) =>
    `[꽃길] ${what} 주문이 ${causeInKorean[cause ?? 'system']}${aside(reason)} 취소되었습니다. ${moneyInKorean[money]}`,
  CancellationTooLate: ({ what }) => `[꽃길] ${what} 배송이 이미 시작되어 취소할 수 없습니다.`,
  MoneyIsBack: ({ what, won, money }) =>
    money === 'unclear'
      ? `[꽃길] ${what} 주문이 취소되었습니다. 결제되었던 금액이 있다면 모두 환불되었습니다.`
      : `[꽃길] ${what} 주문 취소로 ${won}원이 환불되었습니다.`,
  FloristReplied: ({ link }) => `[꽃길] 남겨 주신 리뷰에 꽃집이 답글을 달았습니다. ${link}`,
};

const causeInEnglish: Readonly<Record<CancellationCause, string>> = {
  customer: 'at your request',
  florist: 'by the florist',
  operator: 'by our staff',
  system: 'automatically',
  'not-delivered': 'as we could not deliver',
  'money-returned': 'as the payment was given back',
  'not-paid-in-time': 'as it was not paid in time',
  'no-answer-in-time': 'as the florist did not answer in time',
  'window-over': 'as its delivery time is over',
};

const moneyInEnglish: Readonly<Record<MoneyAfterwards, string>> = {
  back: 'Your payment will be refunded.',
  returned: 'Your payment has been refunded.',
  none: 'You were not charged.',
  unclear: 'If you were charged, you will get it back.',
};

const english: CustomerTexts = {
  OrderReceived: ({ what, link }) => `[Kkotgil] We have received your order: ${what}. Follow it here: ${link}`,
  PaymentDone: ({ what, won }) => `[Kkotgil] ${what}: your payment of KRW ${won} is complete.`,
  PaymentFailed: ({ what }) => `[Kkotgil] ${what}: the payment was declined. Please order again.`,
  BeingMade: ({ what }) => `[Kkotgil] ${what}: your flowers are being made.`,
  OnItsWay: ({ what }) => `[Kkotgil] ${what}: your flowers are on their way.`,
  CouldNotBeDelivered: ({ what, reason, link }) =>
    `[Kkotgil] ${what}: we could not deliver${aside(reason, ' ')}. Please see: ${link}`,
  ReviewRequest: ({ what, link }) => `[Kkotgil] ${what}: delivered. How was it? Please leave a review: ${link}`,
  OrderCancelled: ({ what, cause, reason, money }) =>
    `[Kkotgil] ${what}: cancelled ${causeInEnglish[cause ?? 'system']}${aside(reason, ' ')}. ${moneyInEnglish[money]}`,
  CancellationTooLate: ({ what }) => `[Kkotgil] ${what}: already on its way, so it can't be cancelled.`,
  MoneyIsBack: ({ what, won, money }) =>
    money === 'unclear'
      ? `[Kkotgil] ${what}: cancelled. Whatever you were charged has been refunded.`
      : `[Kkotgil] ${what}: KRW ${won} has been refunded.`,
  FloristReplied: ({ link }) => `[Kkotgil] The florist has replied to your review: ${link}`,
};

/** The customer's notices, in the language of the order. */
const customerTexts: Readonly<Record<Locale, CustomerTexts>> = { ko: korean, en: english };

/** The florist's notices: no customer, no price. */
const floristTexts: Readonly<Record<FloristTemplate, Text>> = {
  FloristNewOrder: ({ what, when }) => `[꽃길] 새 주문: ${what}, ${when ?? '가능한 한 빨리'}. 확인해 주세요.`,
  FloristReminder: ({ what, when }) =>
    `[꽃길] 답을 기다리는 주문: ${what}, ${when ?? '가능한 한 빨리'}. 확인해 주세요.`,
};

/** Tells the florist's notices from the customer's. */
function isForFlorist(template: NoticeTemplate): template is FloristTemplate {
  return template in floristTexts;
}

/** What a short message holds, in bytes of EUC-KR; a longer one goes out as LMS, which holds 2,000. */
const SMS_BYTES = 90;
/** A name of the menu is cut to so many characters, and a reason: with the longest link a text then stays well within an LMS. */
const MAX_NAME = 20;
const MAX_REASON = 60;

const won = new Intl.NumberFormat('en-US');

type Placed = OrderPlaced['data'];

/** The message that a notice is sent as. Its link is never changed, whatever EUC-KR does to the rest. */
export function messageOf(
  due: DueNotice,
  { history }: Pick<SmsContext, 'history'>,
  placed: Placed,
  link: string,
): SmsMessage {
  const parts = textOf(due, history, placed, link).split(link).map(toEucKr);
  const text = parts.join(link);
  const bytes = parts.reduce((sum, part) => sum + eucKrBytes(part), (parts.length - 1) * link.length);
  return { ref: due.notice.ref, to: due.phone, text, kind: bytes <= SMS_BYTES ? 'SMS' : 'LMS' };
}

function textOf({ notice, fact }: DueNotice, history: SmsContext['history'], placed: Placed, link: string): string {
  const { template } = notice;
  const locale = isForFlorist(template) ? 'ko' : placed.locale;
  const facts: TextFacts = {
    what: whatWasOrdered(placed, locale),
    when: placed.deliverOn === null ? null : `${dayInKorean(placed.deliverOn)} ${placed.window}`,
    won: won.format(amountOf(fact, placed)),
    reason: reasonOf(fact, history),
    cause: fact.type === 'OrderCancelled' ? causeOf(fact.data, history).cause : null,
    money: moneyAfter(history),
    link,
  };
  return isForFlorist(template) ? floristTexts[template](facts) : customerTexts[locale][template](facts);
}

/** What went back, where that is the news; else what the order costs. */
function amountOf(fact: DueNotice['fact'], { total }: Placed): number {
  return fact.type === 'RefundApproved' || fact.type === 'RefundSettledManually' ? fact.data.amount : total;
}

/** The reason that somebody gave in so many words. */
function reasonOf(fact: DueNotice['fact'], history: SmsContext['history']): string | null {
  const reason =
    fact.type === 'OrderCancelled'
      ? causeOf(fact.data, history).reason
      : fact.type === 'DeliveryFailed'
        ? fact.data.reason
        : null;
  const shown = reason === null || reason === ERASED ? '' : toEucKr(reason).trim();
  return shown === '' ? null : cutTo(shown, MAX_REASON);
}

/** The first line of the order, and how many lines there are beside it. */
function whatWasOrdered({ items }: Placed, locale: Locale): string {
  // As the message can carry it: a name of pictures alone leaves nothing.
  const name = toEucKr(items[0]?.name[locale] ?? '').trim();
  const first = cutTo(name === '' ? FLOWERS[locale] : name, MAX_NAME);
  const others = items.length - 1;
  if (others === 0) return first;
  return locale === 'ko' ? `${first} 외 ${others}건` : `${first} and ${others} more`;
}

const FLOWERS: Readonly<Record<Locale, string>> = { ko: '꽃', en: 'Flowers' };

/** `2026-12-24` as `12월 24일`. */
function dayInKorean(day: string): string {
  return `${Number(day.slice(5, 7))}월 ${Number(day.slice(8, 10))}일`;
}

/** Why it was cancelled, and the reason that was given in so many words; null where there is none to tell. */
function causeOf(
  { by, reason }: OrderCancelled['data'],
  history: readonly RecordedEvent[],
): { readonly cause: CancellationCause; readonly reason: string | null } {
  const told = reason === ERASED ? null : reason;
  const has = (type: RecordedEvent['type']) => history.some((event) => event.type === type);
  if (by === 'florist' && has('DeliveryReturned')) return { cause: 'not-delivered', reason: told };
  // Customers know their own reasons.
  if (by !== 'system') return { cause: by, reason: by === 'customer' ? null : told };
  const without = (cause: CancellationCause) => ({ cause, reason: null });
  if (wentBackBefore(history)) return without('money-returned');
  if (!has('OrderPaid')) return without('not-paid-in-time');
  if (has('DeliveryRejected')) return without('no-answer-in-time');
  return without(has('DeliveryRequested') ? 'system' : 'window-over');
}

/** What the customer may be told of the money of a cancelled order: nobody is promised back what was never paid. */
function moneyAfter(history: readonly RecordedEvent[]): MoneyAfterwards {
  if (wentBackBefore(history)) return 'returned';
  const types = history.map(({ type }) => type);
  if (history.some(showsMoney)) return 'back';
  const neverCharged = types.includes('PaymentVoided') || types.includes('PaymentDeclined');
  return neverCharged || !types.includes('PaymentAttempted') ? 'none' : 'unclear';
}

/** A question about a charge that nobody has seen shows none. */
function showsMoney(event: RecordedEvent): boolean {
  if (event.type === 'PaymentDisputed') return event.data.charges.length > 0;
  return event.type === 'OrderPaid' || event.type === 'PaymentApproved';
}

/** True when all money had gone back before the order was cancelled: that was why. */
function wentBackBefore(history: readonly RecordedEvent[]): boolean {
  const returnedAt = history.findIndex(({ type }) => type === 'RefundApproved');
  const cancelledAt = history.findIndex(({ type }) => type === 'OrderCancelled');
  return returnedAt >= 0 && returnedAt < cancelledAt;
}
