import type { Locale } from '../../src/domain/order/index.ts';
import { momentInShop, SHOP_ZONE } from '../../src/domain/shop-time.ts';

/** People see the shop's own time, wherever they are. */
const timeZone = SHOP_ZONE;
const tags: Readonly<Record<Locale, string>> = { ko: 'ko-KR', en: 'en-GB' };

interface Formats {
  readonly money: Intl.NumberFormat;
  readonly moment: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
  readonly month: Intl.DateTimeFormat;
  readonly instant: Intl.DateTimeFormat;
  readonly units: Readonly<Record<Unit, Intl.NumberFormat>>;
}

/** Units of time from the longest on, with how many milliseconds they take. */
const UNITS = { day: 86_400_000, hour: 3_600_000, minute: 60_000, second: 1_000, millisecond: 1 } as const;
type Unit = keyof typeof UNITS;
const unitNames = Object.keys(UNITS) as Unit[];

function formatsOf(locale: Locale): Formats {
  const tag = tags[locale];
  const day = { month: locale === 'ko' ? 'long' : 'short', day: 'numeric', weekday: 'short' } as const;
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return {
    money: new Intl.NumberFormat(tag, { style: 'currency', currency: 'KRW', currencyDisplay: 'narrowSymbol' }),
    moment: new Intl.DateTimeFormat(tag, { timeZone, ...day, ...time }),
    day: new Intl.DateTimeFormat(tag, { timeZone, ...day }),
    month: new Intl.DateTimeFormat(tag, { timeZone, year: 'numeric', month: 'long' }),
    instant: new Intl.DateTimeFormat(tag, { timeZone, ...time, second: '2-digit', fractionalSecondDigits: 3 }),
    units: Object.fromEntries(unitNames.map((unit) => [unit, unitFormat(tag, unit)])) as Formats['units'],
  };
}

function unitFormat(tag: string, unit: Unit): Intl.NumberFormat {
  const maximumFractionDigits = unit === 'second' ? 1 : 0;
  return new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits });
}

/** Made once, when somebody reads that language first: to make one is far dearer than to use it. */
const made = new Map<Locale, Formats>();

function formatsIn(locale: Locale): Formats {
  const formats = made.get(locale) ?? formatsOf(locale);
  made.set(locale, formats);
  return formats;
}

/** Whole won, as `₩45,000`. */
export function money(locale: Locale, won: number): string {
  return formatsIn(locale).money.format(won);
}

/** Day and time of a moment (milliseconds since 1970, or RFC 3339). */
export function moment(locale: Locale, at: number | string): string {
  return formatsIn(locale).moment.format(new Date(at));
}

/** A calendar day of the shop, given as `2026-12-24`. */
export function day(locale: Locale, written: string): string {
  return formatsIn(locale).day.format(momentInShop(written, '12:00'));
}

/** Time of day to the millisecond. */
export function instant(locale: Locale, at: number | string): string {
  return formatsIn(locale).instant.format(new Date(at));
}

/** How long something takes, in its two longest units; below a minute in one. */
export function lasting(locale: Locale, ms: number): string {
  const { units } = formatsIn(locale);
  const longest = unitNames.find((unit) => ms >= UNITS[unit]) ?? 'millisecond';
  if (longest === 'second' || longest === 'millisecond') return units[longest].format(ms / UNITS[longest]);
  const count = Math.floor(ms / UNITS[longest]);
  const next = unitNames[unitNames.indexOf(longest) + 1] as Unit;
  const rest = Math.floor((ms - count * UNITS[longest]) / UNITS[next]);
  const first = units[longest].format(count);
  return rest === 0 ? first : `${first} ${units[next].format(rest)}`;
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

/** A calendar month of the shop, given as `2026-12`. */
export function month(locale: Locale, written: string): string {
  return formatsIn(locale).month.format(momentInShop(`${written}-15`, '12:00'));
}

/** Money of any currency, in its smallest unit. One that nobody knows is named by its code. */
export function foreignMoney(locale: Locale, currency: string, amount: number): string {
  if (!/^[A-Z]{3}$/.test(currency)) return `${amount} ${currency}`;
  const format = new Intl.NumberFormat(tags[locale], { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 0));
}

/** What people call an order by: the end of its id. */
export function shortNumber(orderId: string): string {
  return orderId.slice(-8);
}
