/**
 * The wall clock: the time that people go by. It gives events their times and says when a deadline of people is due, and nothing else:
 * somebody may set it back or forth at any moment. What waits or measures uses a `Timer`.
 */
export interface Clock {
  /** Now, in milliseconds since 1970, UTC. */
  now(): number;
}

/** RFC 3339, UTC, with milliseconds: how every time is stored and sent. */
export function toTimestamp(ms: number): string {
  return new Date(ms).toISOString();
}
