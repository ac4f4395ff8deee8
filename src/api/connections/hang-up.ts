import type { Duplex } from 'node:stream';
import type { Timer } from '../../platform/runtime/timer.ts';

/** How long somebody whom we have hung up on may take to hang up as well, in milliseconds. */
const LINGER_MS = 2_000;

/** Says the last words, and lets the connection go: also when the other side never ends its half. */
export function hangUp(socket: Duplex, lastWords: string, timer: Timer): void {
  const closed = new AbortController();
  socket.once('close', () => closed.abort());
  void timer.sleep(LINGER_MS, closed.signal).then(() => socket.destroy());
  // What still comes is thrown away; unread, it would cut off what was just said.
  socket.resume();
  socket.end(lastWords);
}
