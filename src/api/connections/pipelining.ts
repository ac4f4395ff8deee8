import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { answersOn } from '../../platform/runtime/in-flight.ts';

/** How many requests of one connection may wait for their answers. Browsers and their like send one at a time. */
export const MAX_IN_FLIGHT = 32;

/**
 * Bounds what one connection can have in flight, whatever it asks for: HTTP answers in the order of the requests, so answers to somebody
 * who sends and sends and reads nothing would pile up. The request that fills the measure is the last one of its connection, which
 * `Connection: close` says; what comes after it is not begun and not read. The server's answers have to be tracked.
 */
export function boundPipelining(handle: RequestListener): RequestListener {
  const full = new WeakSet<Socket>();
  return (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    if (full.has(socket)) {
      stopReading(socket);
      return;
    }
    if (answersOn(socket).length >= MAX_IN_FLIGHT) {
      full.add(socket);
      response.shouldKeepAlive = false;
    }
    handle(request, response);
  };
}

function stopReading(socket: Socket): void {
  // The parser reads past the socket, unless somebody else listens.
  if (socket.listenerCount('data') < 2) socket.on('data', () => undefined);
  socket.pause();
}
