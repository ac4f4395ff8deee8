import type { Logger } from '../platform/runtime/logger.ts';
import type { Timer } from '../platform/runtime/timer.ts';
import type { ViewOperations } from '../platform/views/view-operations.ts';

/** As long as a timer can be set. */
const FOR_EVER = 2 ** 31 - 1;

export interface VerifySchedule {
  readonly operations: ViewOperations;
  readonly timer: Timer;
  readonly logger: Logger;
  /** From one verification of all views to the next; null for none. */
  readonly everyMs: number | null;
}

/** Has all views compared with their rebuilds, again and again; what comes of it shows in the metrics. Resolves when `signal` aborts. */
export async function verifyAgainAndAgain(schedule: VerifySchedule, signal: AbortSignal): Promise<void> {
  const { operations, timer, logger, everyMs } = schedule;
  while (!signal.aborted) {
    await timer.sleep(everyMs ?? FOR_EVER, signal);
    if (signal.aborted || everyMs === null) continue;
    try {
      for (const { name } of await operations.statuses()) await operations.verify(name);
    } catch (error) {
      logger.warn({ err: error }, 'the views are not verified now; they are at the next turn');
    }
  }
}
