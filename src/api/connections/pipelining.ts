import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How many requests of one connection may wait for their answers. Browsers and their like send one at a time. */
export const MAX_IN_FLIGHT = 32;

/**
 * Bounds what one connection can have in flight, whatever it asks for: HTTP answers in the order of the requests, so answers to somebody
 * who sends and sends and reads nothing would pile up. The request that fills the measure is the last one of its connection, which
 * `Connection: close` says; what comes after it is not begun and not read.
 */
export function boundPipelining(handle: RequestListener): RequestListener {
  const inFlight = new WeakMap<Socket, number>();
  return (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const count = (inFlight.get(socket) ?? 0) + 1;
    if (count > MAX_IN_FLIGHT) {
      stopReading(socket);
      return;
    }
    inFlight.set(socket, count);
    if (count === MAX_IN_FLIGHT) response.shouldKeepAlive = false;
    else response.once('close', () => inFlight.set(socket, (inFlight.get(socket) ?? 1) - 1));
    handle(request, response);
  };
}

function stopReading(socket: Socket): void {
  // The parser reads past the socket, unless somebody else listens.
  if (socket.listenerCount('data') < 2) socket.on('data', () => undefined);
  socket.pause();
}
