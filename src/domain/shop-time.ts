/** A moment as the shop's calendar and clock on the wall show it, in Asia/Seoul. */
export interface ShopTime {
  /** Calendar day, `2026-12-24`. */
  readonly day: string;
  /** Time of day, `13:05`. */
  readonly time: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Seoul is nine hours ahead of UTC in every season: South Korea has had no daylight saving time since 1988. */
const SEOUL_AHEAD_MS = 9 * 60 * 60 * 1000;

/** @param ms milliseconds since 1970, UTC. */
export function shopTimeAt(ms: number): ShopTime {
  const shown = new Date(ms + SEOUL_AHEAD_MS).toISOString();
  return { day: shown.slice(0, 10), time: shown.slice(11, 16) };
}

/** How many days `day` comes after `from`; negative when it comes before. Both as `2026-12-24`. */
export function daysBetween(from: string, day: string): number {
  return (Date.parse(day) - Date.parse(from)) / DAY_MS;
}
