import type { OpeningHours } from '../src/domain/opening-hours.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The first flowers of a day have to be made before they can leave. */
const LEAD = HOUR;
const LENGTH = 3 * HOUR;
/** A last window that is shorter than this is none. */
const SHORTEST = 2 * HOUR;
/** A shop that never closes doesn't bring flowers at night. */
const WAKING = { opensAt: 9 * HOUR, openFor: 13 * HOUR };

/** The windows of a day in which flowers are brought, such as `13:00-16:00`, in order. */
export function deliveryWindows(hours: OpeningHours): string[] {
  const { opensAt, openFor } = hours === 'always' ? WAKING : hours;
  const closesAt = Math.min(opensAt + openFor, DAY - MINUTE);
  // Over midnight: the hours after it belong to the same calendar day as well.
  const early = opensAt + openFor > DAY ? piecesOf(0, opensAt + openFor - DAY) : [];
  return [...early, ...piecesOf(opensAt + LEAD, closesAt)];
}

/** Those of them that have not begun at this time of the day (`13:05`). */
export function windowsLeft(hours: OpeningHours, time: string): string[] {
  return deliveryWindows(hours).filter((window) => window.slice(0, time.length) > time);
}

function piecesOf(from: number, to: number): string[] {
  if (to - from < SHORTEST) return [];
  const end = Math.min(from + LENGTH, to);
  return [`${clock(from)}-${clock(end)}`, ...piecesOf(end, to)];
}

/** True when the shop is open at this time of day (`13:05`). */
export function isOpenAt(hours: OpeningHours, time: string): boolean {
  if (hours === 'always') return true;
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const sinceOpening = (hour * HOUR + minute * MINUTE - hours.opensAt + DAY) % DAY;
  return sinceOpening < hours.openFor;
}

/** `09:00–20:00`, or null for day and night. */
export function hoursWritten(hours: OpeningHours): string | null {
  return hours === 'always' ? null : `${clock(hours.opensAt)}–${clock((hours.opensAt + hours.openFor) % DAY || DAY)}`;
}

function clock(ms: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${two(ms / HOUR)}:${two((ms % HOUR) / MINUTE)}`;
}
