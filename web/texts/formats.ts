import type { Locale } from '../../src/domain/order/index.ts';

/** People see the shop's own time, wherever they are. */
const timeZone = 'Asia/Seoul';
const tags: Readonly<Record<Locale, string>> = { ko: 'ko-KR', en: 'en-GB' };

interface Formats {
  readonly money: Intl.NumberFormat;
  readonly moment: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
}

function formatsOf(locale: Locale): Formats {
  const tag = tags[locale];
  const day = { month: locale === 'ko' ? 'long' : 'short', day: 'numeric', weekday: 'short' } as const;
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return {
    money: new Intl.NumberFormat(tag, { style: 'currency', currency: 'KRW', currencyDisplay: 'narrowSymbol' }),
    moment: new Intl.DateTimeFormat(tag, { timeZone, ...day, ...time }),
    day: new Intl.DateTimeFormat(tag, { timeZone, ...day }),
  };
}

/** Made once: to make one is far dearer than to use it. */
const formats: Readonly<Record<Locale, Formats>> = { ko: formatsOf('ko'), en: formatsOf('en') };

/** Whole won, as `₩45,000`. */
export function money(locale: Locale, won: number): string {
  return formats[locale].money.format(won);
}

/** Day and time of a moment (milliseconds since 1970, or RFC 3339). */
export function moment(locale: Locale, at: number | string): string {
  return formats[locale].moment.format(new Date(at));
}

/** A calendar day of the shop, given as `2026-12-24`. */
export function day(locale: Locale, written: string): string {
  return formats[locale].day.format(new Date(`${written}T12:00:00+09:00`));
}

/** A phone number (E.164) as it is dialled here; one of another country stays as it is. */
export function phone(number: string): string {
  const local = /^\+82(2|\d{2})(\d{3,4})(\d{4})$/.exec(number);
  return local === null ? number : `0${local[1]}-${local[2]}-${local[3]}`;
}

/** `13:00-16:00` as it is read. */
export function hours(window: string): string {
  return window.replace('-', '–');
}
