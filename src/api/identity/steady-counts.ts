import { Recent } from '../../platform/runtime/recent.ts';
import type { Timer } from '../../platform/runtime/timer.ts';

/** Callers that are counted at once; whoever has not called for longest is forgotten first. */
const MAX_CALLERS = 5_000;

interface Count {
  current: number;
  readonly since: number;
}

/**
 * Where the rate limits count, in windows by the steady timer. The plugin's own store goes by the wall clock: set back an hour, it would
 * lock everybody out for as long who is at the limit then.
 */
export function steadyCounts(timer: Timer) {
  return class SteadyCounts {
    readonly #counts = new Recent<string, Count>(MAX_CALLERS);

    /** Counts one call. `ttl` is what is left of the caller's window, in milliseconds. */
    incr(
      key: string,
      callback: (error: Error | null, result: { current: number; ttl: number }) => void,
      windowMs: number,
    ): void {
      const now = timer.elapsed();
      let count = this.#counts.get(key);
      if (count === undefined || now - count.since >= windowMs) {
        count = { current: 0, since: now };
        this.#counts.set(key, count);
      }
      count.current++;
      callback(null, { current: count.current, ttl: Math.ceil(count.since + windowMs - now) });
    }

    child(): SteadyCounts {
      return new SteadyCounts();
    }
  };
}
