/** A moment as the shop's calendar and clock on the wall show it. */
export interface ShopTime {
  /** Calendar day, `2026-12-24`. */
  readonly day: string;
  /** Time of day, `13:05`. */
  readonly time: string;
}

export const DAY_MS = 24 * 60 * 60 * 1000;
/** The shop's time zone, by its name in the IANA database. */
export const SHOP_ZONE = 'Asia/Seoul';
/** Seoul is nine hours ahead of UTC in every season: South Korea has had no daylight saving time since 1988. */
export const SEOUL_AHEAD_MS = 9 * 60 * 60 * 1000;

/** @param ms milliseconds since 1970, UTC. */
export function shopTimeAt(ms: number): ShopTime {
  const shown = new Date(ms + SEOUL_AHEAD_MS).toISOString();
  return { day: shown.slice(0, 10), time: shown.slice(11, 16) };
}

/** The moment of a day (`2026-12-24`) and a time of it (`13:00`) in the shop, in milliseconds since 1970. */
export function momentInShop(day: string, time: string): number {
  return Date.parse(`${day}T${time}:00Z`) - SEOUL_AHEAD_MS;
}

/** How many days `day` comes after `from`; negative when it comes before. Both as `2026-12-24`. */
export function daysBetween(from: string, day: string): number {
  return (Date.parse(day) - Date.parse(from)) / DAY_MS;
}
