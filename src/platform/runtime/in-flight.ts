import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** By connection, in the order of their requests. A connection that is gone is forgotten with what was never answered over it. */
const inFlight = new WeakMap<Socket, ServerResponse[]>();
const tracked = new WeakSet<Server>();

/** Keeps along which answers of a server are not sent yet, before anybody else hears of a request; once for all who need to know. */
export function trackAnswers(server: Server): void {
  if (tracked.has(server)) return;
  tracked.add(server);
  server.prependListener('request', begin);
}

/** The answers of a connection that are not sent yet, the one to a request that has just come included. */
export function answersOn(socket: Socket): readonly ServerResponse[] {
  return inFlight.get(socket) ?? [];
}

function begin({ socket }: IncomingMessage, answer: ServerResponse): void {
  const answers = inFlight.get(socket);
  if (answers === undefined) inFlight.set(socket, [answer]);
  else answers.push(answer);
  // The same function for all: this happens for every request, and a closure or a wrapper for each is half of what it costs.
  answer.on('close', end);
}

function end(this: ServerResponse): void {
  const answers = inFlight.get(this.req.socket);
  const place = answers?.indexOf(this) ?? -1;
  if (place >= 0) answers?.splice(place, 1);
}
