import type { RequestListener, Server } from 'node:http';
import { createTrackedServer } from '../../platform/runtime/in-flight.ts';
import { boundPipelining } from './pipelining.ts';

/** How long a caller may take to send a request, in milliseconds: its headers, and all of it. */
const HEADERS_WITHIN_MS = 15_000;
const REQUEST_WITHIN_MS = 30_000;
/** How often that is looked at. */
const LOOK_EVERY_MS = 2_000;
/** A connection on which nothing moves for so long is let go: nobody sends, or nobody reads what we say. Heartbeats of event streams move. */
const QUIET_MS = 30_000;
/** How long a connection without a request is kept for the next one: longer than load balancers do, so that they are who ends it. */
const KEEP_ALIVE_MS = 72_000;
/** After how long without a sign of life the other machine is asked for one. */
const PROBE_AFTER_MS = 30_000;
/** All headers together, in bytes. */
export const MAX_HEADERS = 16 * 1024;

/** A server whose connections are bounded: in time, in size, and in what is in flight on each. */
export function createBoundedServer(handle: RequestListener): Server {
  const server = createTrackedServer(
    {
      headersTimeout: HEADERS_WITHIN_MS,
      requestTimeout: REQUEST_WITHIN_MS,
      connectionsCheckingInterval: LOOK_EVERY_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAlive: true,
      keepAliveInitialDelay: PROBE_AFTER_MS,
      maxHeaderSize: MAX_HEADERS,
    },
    boundPipelining(handle),
  );
  server.setTimeout(QUIET_MS);
  return server;
}
