import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until something holds, asking every few milliseconds.
 * @param holds may be asynchronous; what it throws ends the wait.
 * @throws Error when it does not hold within `ms` milliseconds.
 */
export async function until(holds: () => boolean | Promise<boolean>, ms = 5_000): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${holds}`);
    await sleep(5);
  }
}
