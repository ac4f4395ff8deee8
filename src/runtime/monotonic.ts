/**
 * A clock for measuring how long something took, and nothing else: it only goes forward, at a steady pace, and nobody sets it. Its
 * figures mean nothing to another process. Like `Clock`, it is a port.
 */
export interface MonotonicClock {
  /** Milliseconds since some moment in the past. */
  elapsed(): number;
}
