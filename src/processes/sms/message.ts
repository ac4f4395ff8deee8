import type { Locale, OrderCancelled, OrderPlaced } from '../../domain/order/index.ts';
import type { SmsMessage } from '../../gateways/sms-gateway.ts';
import { ERASED } from '../../platform/eventstore/recorded-event.ts';
import type { RecordedEvent } from '../../stored-events/event-log.ts';
import type { SmsContext } from './context.ts';
import { cutTo, eucKrBytes, toEucKr } from './euc-kr.ts';
import type { DueNotice } from './notice-rules.ts';
import {
  type CancellationCause,
  customerTexts,
  floristTexts,
  isForFlorist,
  type MoneyAfterwards,
  type TextFacts,
} from './texts.ts';

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
  { story }: Pick<SmsContext, 'story'>,
  placed: Placed,
  link: string,
): SmsMessage {
  const parts = textOf(due, story, placed, link).split(link).map(toEucKr);
  const text = parts.join(link);
  const bytes = parts.reduce((sum, part) => sum + eucKrBytes(part), (parts.length - 1) * link.length);
  return { ref: due.notice.ref, to: due.phone, text, kind: bytes <= SMS_BYTES ? 'SMS' : 'LMS' };
}

function textOf({ notice, fact }: DueNotice, story: SmsContext['story'], placed: Placed, link: string): string {
  const { template } = notice;
  const locale = isForFlorist(template) ? 'ko' : placed.locale;
  const facts: TextFacts = {
    what: whatWasOrdered(placed, locale),
    when: placed.deliverOn === null ? null : `${dayInKorean(placed.deliverOn)} ${placed.window}`,
    won: won.format(amountOf(fact, placed)),
    reason: reasonOf(fact, story),
    cause: fact.type === 'OrderCancelled' ? causeOf(fact.data, story).cause : null,
    money: moneyAfter(story),
    link,
  };
  return isForFlorist(template) ? floristTexts[template](facts) : customerTexts[locale][template](facts);
}

/** What went back, where that is the news; else what the order costs. */
function amountOf(fact: DueNotice['fact'], { total }: Placed): number {
  return fact.type === 'RefundApproved' || fact.type === 'RefundSettledManually' ? fact.data.amount : total;
}

/** The reason that somebody gave in so many words. */
function reasonOf(fact: DueNotice['fact'], story: SmsContext['story']): string | null {
  const reason =
    fact.type === 'OrderCancelled'
      ? causeOf(fact.data, story).reason
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
  story: readonly RecordedEvent[],
): { readonly cause: CancellationCause; readonly reason: string | null } {
  const told = reason === ERASED ? null : reason;
  const has = (type: RecordedEvent['type']) => story.some((event) => event.type === type);
  if (by === 'florist' && has('DeliveryReturned')) return { cause: 'not-delivered', reason: told };
  // Customers know their own reasons.
  if (by !== 'system') return { cause: by, reason: by === 'customer' ? null : told };
  const without = (cause: CancellationCause) => ({ cause, reason: null });
  if (wentBackBefore(story)) return without('money-returned');
  if (!has('OrderPaid')) return without('not-paid-in-time');
  if (has('DeliveryRejected')) return without('no-answer-in-time');
  return without(has('DeliveryRequested') ? 'system' : 'window-over');
}

/** What the customer may be told of the money of a cancelled order: nobody is promised back what was never paid. */
function moneyAfter(story: readonly RecordedEvent[]): MoneyAfterwards {
  if (wentBackBefore(story)) return 'returned';
  const types = story.map(({ type }) => type);
  if (story.some(showsMoney)) return 'back';
  const neverCharged = types.includes('PaymentVoided') || types.includes('PaymentDeclined');
  return neverCharged || !types.includes('PaymentAttempted') ? 'none' : 'unclear';
}

/** A question about a charge that nobody has seen shows none. */
function showsMoney(event: RecordedEvent): boolean {
  if (event.type === 'PaymentDisputed') return event.data.charges.length > 0;
  return event.type === 'OrderPaid' || event.type === 'PaymentApproved';
}

/** True when all money had gone back before the order was cancelled: that was why. */
function wentBackBefore(story: readonly RecordedEvent[]): boolean {
  const returnedAt = story.findIndex(({ type }) => type === 'RefundApproved');
  const cancelledAt = story.findIndex(({ type }) => type === 'OrderCancelled');
  return returnedAt >= 0 && returnedAt < cancelledAt;
}
