const FIRST_MS = 250;
/** Unavailability is never waited for longer than this before the next try. */
const CAP_MS = 10_000;

/** How long to wait after so many failures in a row, in milliseconds: doubling, at most ten seconds. */
export function backOff(failures: number): number {
  return Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(failures, 10));
}
