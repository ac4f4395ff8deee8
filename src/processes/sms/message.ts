import type { Locale, OrderPlaced } from '../../domain/order/index.ts';
import type { SmsMessage } from '../../gateways/sms-gateway.ts';
import type { DueNotice } from './due-notices.ts';
import { eucKrBytes, toEucKr } from './euc-kr.ts';
import { customerTexts, floristTexts, isForFlorist, type TextFacts } from './texts.ts';

/** What a short message holds, in bytes of EUC-KR; a longer one goes out as LMS, which holds 2,000. */
const SMS_BYTES = 90;
/** A name of the menu is cut to so many characters: with the longest link a text then stays well within an LMS. */
const MAX_NAME = 20;

/** The message that a notice is sent as. */
export function messageOf(due: DueNotice, placed: OrderPlaced['data'], link: string): SmsMessage {
  const text = toEucKr(textOf(due, placed, link));
  const kind = eucKrBytes(text) <= SMS_BYTES ? 'SMS' : 'LMS';
  return { ref: due.notice.ref, to: due.phone, text, kind };
}

function textOf({ notice, fact }: DueNotice, placed: OrderPlaced['data'], link: string): string {
  const { template } = notice;
  const locale = isForFlorist(template) ? 'ko' : placed.locale;
  const facts: TextFacts = {
    what: whatWasOrdered(placed, locale),
    when: placed.deliverOn === null ? null : `${dayInKorean(placed.deliverOn)} ${placed.window}`,
    won: placed.total.toLocaleString('en-US'),
    by: fact.type === 'OrderCancelled' ? fact.data.by : null,
    link,
  };
  return isForFlorist(template) ? floristTexts[template](facts) : customerTexts[locale][template](facts);
}

/** The first line of the order, and how many lines there are beside it. */
function whatWasOrdered({ items }: OrderPlaced['data'], locale: Locale): string {
  const name = [...(items[0]?.name[locale] ?? '')];
  const first = name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1).join('')}…` : name.join('');
  const others = items.length - 1;
  if (others === 0) return first;
  return locale === 'ko' ? `${first} 외 ${others}건` : `${first} and ${others} more`;
}

/** `2026-12-24` as `12월 24일`. */
function dayInKorean(day: string): string {
  return `${Number(day.slice(5, 7))}월 ${Number(day.slice(8, 10))}일`;
}
