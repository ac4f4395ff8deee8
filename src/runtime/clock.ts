/** The one source of time. Nothing outside `main.ts` and the adapters asks the machine for it. */
export interface Clock {
  /** Now, in milliseconds since 1970, UTC. */
  now(): number;
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** RFC 3339, UTC, with milliseconds: how every time is stored and sent. */
export function toTimestamp(ms: number): string {
  return new Date(ms).toISOString();
}
