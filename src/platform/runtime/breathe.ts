/**
 * Lets requests, timers and everything else have their turn. Long work on embedded stores has to ask for that: SQLite answers at once,
 * and a loop over answers that are already there never lets go of the thread.
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
