import type { Locale, OrderPlaced } from '../../domain/order/index.ts';
import type { SmsMessage } from '../../gateways/sms-gateway.ts';
import { ERASED } from '../../platform/eventstore/recorded-event.ts';
import { causeOf, moneyAfter } from './cancellation.ts';
import type { SmsContext } from './context.ts';
import type { DueNotice } from './due-notices.ts';
import { cutTo, eucKrBytes, toEucKr } from './euc-kr.ts';
import { customerTexts, floristTexts, isForFlorist, type TextFacts } from './texts.ts';

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
