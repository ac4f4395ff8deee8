import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Timer } from '../../platform/runtime/timer.ts';
import { hangUp } from '../connections/hang-up.ts';
import type { KnownPaths } from './known-paths.ts';
import { noSuchMethod } from './plugin.ts';
import { Problem } from './problem.ts';

/** What Node says of what it can't read as a request. */
type ClientError = Error & { readonly code?: string; readonly rawPacket?: unknown };

const NO_REQUEST = 'unread';
const REQUEST_LINE = /^[!#$%&'*+.^_`|~\w-]{1,40} (\/\S*) HTTP\/1\.[01]\r?\n/;
const known: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers are too large.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The body is too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in time.'],
};

/** Answers what is no HTTP request, or one that never ends, and hangs up. */
export function answerClientError(paths: KnownPaths, timer: Timer, error: ClientError, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  hangUpWith(problemOf(paths, error), socket, timer);
}

/** Nobody is connected through: a shop is no proxy. */
export function refuseConnect(paths: KnownPaths, timer: Timer, { url = '' }: IncomingMessage, socket: Duplex): void {
  hangUpWith(noSuchMethod(paths, url), socket, timer);
}

/** A method that nobody knows is told like one that a route has not. */
function problemOf(paths: KnownPaths, { code = '', rawPacket }: ClientError): Problem {
  const sent = code === 'HPE_INVALID_METHOD' && Buffer.isBuffer(rawPacket) ? rawPacket.toString('latin1') : '';
  const target = REQUEST_LINE.exec(sent)?.[1];
  if (target !== undefined) return noSuchMethod(paths, target);
  const [status, detail] = known[code] ?? [400, 'This is not a request that HTTP knows.'];
  return new Problem(status, 'BAD_REQUEST', detail);
}

function hangUpWith(problem: Problem, socket: Duplex, timer: Timer): void {
  const { title, ...rest } = problem.toBody(NO_REQUEST);
  const body = JSON.stringify({ title, ...rest });
  const headers = {
    ...problem.toHeaders(),
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  hangUp(socket, [`HTTP/1.1 ${problem.status} ${title}`, ...lines, '', body].join('\r\n'), timer);
}
