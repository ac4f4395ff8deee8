/** How often somebody has tried in vain. Times are milliseconds since 1970, UTC. */
export interface Tally {
  readonly count: number;
  readonly lastAt: number;
}

/** What tries are counted by. */
export interface Counted {
  /** Names the tally; tells nobody who or where. */
  readonly key: string;
  readonly patience: Patience;
}

/** How many tries are free, and how long the pauses are that follow, each twice as long as the one before, in milliseconds. */
export interface Patience {
  readonly free: number;
  readonly firstMs: number;
  readonly longestMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** One name from one address, or from a device that this person has used before. */
export const ONE_NAME: Patience = { free: 5, firstMs: 5 * SECOND, longestMs: 15 * MINUTE };
/** All names from one address, be it a whole office: known devices count by themselves. */
export const ONE_ADDRESS: Patience = { free: 20, firstMs: 5 * SECOND, longestMs: 15 * MINUTE };
/** After this time without a try, in milliseconds, a tally is forgotten. */
export const FORGOTTEN_AFTER_MS = 24 * 60 * MINUTE;

/** How long a further try has to wait, in milliseconds; 0 when it need not. */
export function waitOf(tally: Tally | null, { free, firstMs, longestMs }: Patience, now: number): number {
  if (tally === null || tally.count < free) return 0;
  const pause = Math.min(firstMs * 2 ** (tally.count - free), longestMs);
  // Somebody may have set the clock back: nobody waits longer than the longest pause for that.
  return Math.min(Math.max(tally.lastAt + pause - now, 0), longestMs);
}

/** One try more. It counts before it is known to be in vain: many at once are no way around. */
export function oneMore(tally: Tally | null, now: number): Tally {
  const known = tally !== null && now - tally.lastAt < FORGOTTEN_AFTER_MS ? tally : null;
  return { count: (known?.count ?? 0) + 1, lastAt: now };
}

/** One try less: it was not in vain, or nobody has looked at it. */
export function oneLess(tally: Tally | null): Tally | null {
  return tally === null || tally.count <= 1 ? null : { ...tally, count: tally.count - 1 };
}
