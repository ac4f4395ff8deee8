import { DAY_MS, SEOUL_AHEAD_MS } from './shop-time.ts';

/**
 * When the shop is open, the same on every day in Asia/Seoul: `always`, or from a time of day on for some hours. `opensAt` counts
 * from midnight in Seoul and `openFor` from there, both in milliseconds, so that a night market (`23:30-12:00`) needs no rule of
 * its own.
 */
export type OpeningHours = 'always' | { readonly opensAt: number; readonly openFor: number };

const MINUTE_MS = 60_000;
const SHAPE = /^(\d{2}):(\d{2})-(\d{2}):(\d{2})$/;

/**
 * Reads `always` or `HH:MM-HH:MM`, up to `24:00`. A closing time before the opening time is on the next day.
 * @throws RangeError for anything else; the message says what is wrong.
 */
export function parseOpeningHours(text: string): OpeningHours {
  if (text === 'always') return 'always';
  const [, ...digits] = SHAPE.exec(text) ?? [];
  if (digits.length === 0) throw new RangeError(`opening hours must be like 09:00-20:00, or always; not ${text}`);
  const [fromHour, fromMinute, toHour, toMinute] = digits.map(Number) as [number, number, number, number];
  const opensAt = timeOfDay(fromHour, fromMinute);
  const closesAt = timeOfDay(toHour, toMinute);
  if (opensAt === null || opensAt === DAY_MS) throw new RangeError(`opening hours can't begin as in ${text}`);
  if (closesAt === null) throw new RangeError(`opening hours can't end as in ${text}`);
  if (opensAt === closesAt) throw new RangeError(`opening hours of ${text} are empty; write always for day and night`);
  const openFor = closesAt > opensAt ? closesAt - opensAt : closesAt - opensAt + DAY_MS;
  return openFor === DAY_MS ? 'always' : { opensAt, openFor };
}

/** Milliseconds since midnight, up to 24:00; null when there is no such time. */
function timeOfDay(hour: number, minute: number): number | null {
  const ms = (hour * 60 + minute) * MINUTE_MS;
  return minute > 59 || ms > DAY_MS ? null : ms;
}

/**
 * The first moment at which that much opening time has passed since `fromMs` (both times in milliseconds since 1970). No time at
 * all has passed at once, whether the shop is open or not; some time never ends while it is closed.
 */
export function addOpenTime(hours: OpeningHours, fromMs: number, durationMs: number): number {
  if (hours === 'always' || durationMs <= 0) return fromMs + Math.max(0, durationMs);
  const { opensAt, openFor } = hours;
  const firstOpening = opensAt - SEOUL_AHEAD_MS;
  const day = Math.floor((fromMs - firstOpening) / DAY_MS);
  const sinceOpening = fromMs - firstOpening - day * DAY_MS;
  // On the scale that counts open time only, counted from the first opening in 1970.
  const target = day * openFor + Math.min(sinceOpening, openFor) + durationMs;
  // The last moment of a day's hours belongs to that day.
  const targetDay = Math.ceil(target / openFor) - 1;
  return firstOpening + targetDay * DAY_MS + (target - targetDay * openFor);
}
