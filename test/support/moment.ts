import type { Moment } from '../../src/platform/processes/process-manager.ts';

/** A moment of a process that has been up since `upSince`, by a clock that nobody has set. In milliseconds since 1970. */
export function momentAt(now: number, upSince = 0): Moment {
  return { now, upSince, ageOf: (at) => Math.max(0, now - at) };
}
