import type { IncomingMessage, RequestListener, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createServer } from './node-http.ts';

/** Who is told when an answer is sent. */
const TOLD = Symbol('told');

interface Tracked extends ServerResponse {
  [TOLD]?: () => void;
}

/** By connection, in the order of their requests. A connection that is gone is forgotten with what was never answered over it. */
const inFlight = new WeakMap<Socket, ServerResponse[]>();
const tracked = new WeakSet<Server>();

/** A server whose answers are tracked: see {@link trackAnswers}. */
export function createTrackedServer(options: ServerOptions, handle: RequestListener): Server {
  // Not by a listener beside the other one: Node copies the list of several for each request.
  const server = createServer(options, (request, answer) => {
    begin(request, answer);
    handle(request, answer);
  });
  tracked.add(server);
  return server;
}

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

/** Calls `told` once the answer is sent, and never when its connection is over before that. One for each answer. */
export function whenSent(answer: Tracked, told: () => void): void {
  if (TOLD in answer) answer[TOLD] = told;
  else answer.once('finish', told);
}

function begin({ socket }: IncomingMessage, answer: Tracked): void {
  const answers = inFlight.get(socket);
  if (answers === undefined) inFlight.set(socket, [answer]);
  else answers.push(answer);
  answer[TOLD] = tellNobody;
  // The same function for all: this happens for every request, and a closure or a wrapper for each is half of what it costs.
  answer.on('finish', end);
}

function tellNobody(): void {}

function end(this: Tracked): void {
  const answers = inFlight.get(this.req.socket);
  const place = answers?.indexOf(this) ?? -1;
  if (place >= 0) answers?.splice(place, 1);
  this[TOLD]?.();
}
