import type { Timer } from './timer.ts';

/**
 * Sleeps until the next full `everyMs` of the timer, so that whoever does something so often does it at the same moment as the others of
 * this process, and they can share a call.
 */
export function sleepInStep(timer: Timer, everyMs: number, signal?: AbortSignal): Promise<void> {
  return timer.sleep(everyMs - (timer.elapsed() % everyMs), signal);
}
