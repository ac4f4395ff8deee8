/**
 * Steady time: it only goes forward, at an even pace, and nobody sets it. Pauses, time-outs, back-off, leases and measurements go by it.
 * Its figures mean nothing to people and nothing to another process; for those there is `Clock`.
 */
export interface Timer {
  /** Milliseconds since some moment in the past. */
  elapsed(): number;
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
