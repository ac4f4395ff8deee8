import { threadPace } from './system.ts';

/** Lets everything else that is ready have its turn once: requests, timers, what the network has brought. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Lets everything else have its turn, and then waits for one's own. Long work on embedded stores has to ask for that: SQLite answers at once,
 * and a loop over answers that are already there never lets go of the thread. Of several who work long, one has the thread between two
 * turns of everything else.
 */
export async function yieldThread(): Promise<void> {
  await yieldToEventLoop();
  await threadPace.turn();
}
