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
  const whole = Math.trunc(ms);
  const second = Math.floor(whole / SECOND_MS);
  if (second !== lastSecond) {
    lastText = new Date(second * SECOND_MS).toISOString().slice(0, -FRACTION);
    lastSecond = second;
  }
  return `${lastText}${String(whole - second * SECOND_MS).padStart(3, '0')}Z`;
}

const SECOND_MS = 1_000;
/** Length of `000Z`. */
const FRACTION = 4;
/** Up to the milliseconds: most times that are asked for one after the other lie in one second. */
let lastSecond = Number.NaN;
let lastText = '';
