import type { Duplex } from 'node:stream';

/** How long somebody whom we have hung up on may take to hang up as well, in milliseconds. */
const LINGER_MS = 2_000;

/** Says the last words, and lets the connection go: also when the other side never ends its half. */
export function hangUp(socket: Duplex, lastWords: string): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(timer));
  // What still comes is thrown away; unread, it would cut off what was just said.
  socket.resume();
  socket.end(lastWords);
}
