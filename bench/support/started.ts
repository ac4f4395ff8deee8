import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Ends what was started, once however often it is called. */
export type End = () => Promise<void>;

/** What was started and has not ended yet, the oldest first. */
const running = new Set<End>();
let isEnding = false;

/**
 * Keeps in mind how to end what was started.
 * @returns ends it, once however often it is called.
 * @throws Error when all is being ended; then this is ended too.
 */
export function started(end: End): End {
  let ending: Promise<void> | null = null;
  const once = () => {
    ending ??= end().finally(() => running.delete(once));
    return ending;
  };
  running.add(once);
  if (!isEnding) return once;
  void once().catch(() => undefined);
  throw new Error('the bench is ending');
}

/**
 * Keeps in mind how to end what is being started: should all be ended before it is there, it is waited for and ended then.
 * @throws what starting it has failed with.
 */
export async function starting<T>(
  start: Promise<T>,
  end: (thing: T) => Promise<void>,
): Promise<{ thing: T; end: End }> {
  const ending = started(async () => {
    const thing = await start.catch(() => null);
    if (thing !== null) await end(thing);
  });
  return { thing: await start, end: ending };
}

/**
 * Uses what was started, and ends it whatever happens.
 * @throws what has gone wrong first: what can't be ended after a fault is told, and does not hide that fault.
 */
export async function thenEnd<T>(use: () => Promise<T>, end: End): Promise<T> {
  let result: T;
  try {
    result = await use();
  } catch (error) {
    await end().catch(tellUnended);
    throw error;
  }
  await end();
  return result;
}

/** Makes a folder for what is measured. */
export function startedFolder(): { readonly path: string; readonly remove: End } {
  const path = mkdtempSync(join(tmpdir(), 'kkotgil-bench-'));
  return { path, remove: started(async () => rmSync(path, { recursive: true, force: true, maxRetries: 3 })) };
}

/** Ends all that still runs, the youngest first; what can't be ended is told and does not keep the others. */
export async function endAll(): Promise<void> {
  isEnding = true;
  for (let end = [...running].at(-1); end !== undefined; end = [...running].at(-1)) {
    await end().catch(tellUnended);
  }
}

function tellUnended(error: unknown): void {
  process.stderr.write(`… could not end something: ${String(error)}\n`);
}
