type End = () => Promise<void>;

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

/** Ends all that still runs, the youngest first; what can't be ended is told and does not keep the others. */
export async function endAll(): Promise<void> {
  isEnding = true;
  for (const end of [...running].toReversed()) {
    await end().catch((error: unknown) => process.stderr.write(`… could not end something: ${String(error)}\n`));
  }
}
