import { type EventEmitter, once } from 'node:events';

/** Waits for the first of some events, and listens no longer than that. */
export async function firstOf(...events: readonly (readonly [EventEmitter, string])[]): Promise<void> {
  const over = new AbortController();
  const waits = events.map(([emitter, name]) => once(emitter, name, { signal: over.signal }));
  for (const wait of waits) wait.catch(() => undefined);
  await Promise.race(waits).catch(() => undefined);
  over.abort();
}
