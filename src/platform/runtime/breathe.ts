import { threadPace } from './system.ts';

/**
 * Lets requests, timers and everything else have their turn, and then waits for one's own. Long work on embedded stores has to ask for that:
 * SQLite answers at once, and a loop over answers that are already there never lets go of the thread. Of several who work long, one has the
 * thread between two turns of everything else.
 */
export async function breathe(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  await threadPace.turn();
}
